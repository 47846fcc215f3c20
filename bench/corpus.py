"""Makes a newspaper folder of any size: fictional, deterministic, with natural frequencies.

    python bench/corpus.py DIR --articles 10000      content/ and templates/ below DIR
    python bench/corpus.py DIR --add-one             the next day's issue
    python bench/corpus.py DIR --edit-one 7          a paragraph more in some old story

The words are invented: drawn once from a table of characters in order of frequency, and used by
Zipf's law in Mandelbrot's form, as words of real texts are (B. Mandelbrot 1953; shift and
exponent below are usual fits for Chinese words). What a build and an index cost depends on such
frequencies, on the skew of authors and columns, and on lengths; not on sense.

Issue n of a seed is the same bytes in a folder of any size: every issue has its own generator of
random numbers, and nothing but the issue in hand is kept in memory.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from broadsheet.manuscript import (  # noqa: E402 - the repository comes first on the path
    article_name,
    print_article,
    print_edition,
)
from broadsheet.model import Article, Author, Edition, EditionKey, Page, SourceLines  # noqa: E402

FIRST_DAY = dt.date(1994, 1, 1)
PAGE_NAMES = ("要闻", "综合", "民生", "副刊")
STORIES_PER_PAGE = 8
STORIES = STORIES_PER_PAGE * len(PAGE_NAMES)
"""Stories of one issue: a daily of four broadsheet pages."""

LEXICON = 40_000
"""Words: about what ten million characters of newspaper text use more than once."""
ZIPF_SHIFT, ZIPF_EXPONENT = 2.7, 1.05

STAFF, TENURE = 24, 60
"""Reporters at work at one time; every TENURE issues one of them leaves and another comes."""
CORRESPONDENTS = 600
"""People who write now and then."""

NEWSPAPER = """\
title: 澜屏日报
subtitle: Lanping Daily
description: 澜屏县的报纸，为测速而编。
language: zh-Hans
timezone: Asia/Shanghai
base_url: https://paper.example.org/
page_names: {1: 要闻, 2: 综合, 3: 民生, 4: 副刊}
publisher: 澜屏县融媒体中心
issn: CN 00-0000
"""

# Roughly by frequency in running text; those that are words by themselves come again below.
CHARACTERS = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年"
    "过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心"
    "本前开但因只从想实日者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问"
    "很最重并物手应向头文体美相见被利什二等产或新己制身果加西月话合回特代内信表化老给世位次度门"
    "任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活更别打女变四神总何电数"
    "安少报才结反受目太量再感建务做接必场件计管期市直资命山金指许统区保至形社便空决治展马科司五"
    "基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边张该交规万取拉格"
    "望觉术领共确传师观清今切院让识候带导争运笑飞风步改收根干造言联持组每济车亲极林服快办议往元"
    "士证近失转夫令准布始怎呢存未远叫台单影具罗字爱击流备兵连调深商算质团集百需价花党华城石级整"
    "府离况亚请技际约示复病息究线似官火断精满支视消越器容照须九增研写称企八功吗包片史委乎查轻易"
    "早曾除农找装广显吧阿李标谈吃图念六引历首医局突专费号尽另周较注语仅考落青随选列武红响虽推势"
    "参希古众构房半节土投某案黑维革划德严足致村县乡镇湾桥河湖田粮麦稻果茶棉渔牧苗犁仓磨坊窑井渠"
)


def _spaced(words: str) -> tuple[str, ...]:
    return tuple(words.split())


FUNCTION_WORDS = _spaced(
    "的 了 在 是 和 有 不 也 就 对 与 等 将 为 从 到 这 一 个 上 中 以 及 被 把 让 向 由 于 都 还 "
    "又 很 更 最 已 并 但 而 或 则 所 其 该 各 每 本 此 之 年 月 日 人 个 名 位 家 项 次 元 我们 "
    "他们 这个 这些 可以 通过 进行 已经 以及 目前 同时 据了解 为了 由于 因此 其中 记者 表示 介绍 "
    "今年 全县 工作 群众 村民 部门 活动 服务 发展 建设 项目 企业 乡镇 农民 学校 孩子 老人 天气 道路"
)

SURNAMES = "白蓝秦柳岑卢温苗葛阮穆尹项祝钟骆翟焦柏尚"
GIVEN = "岚川禾青远溪桐朗晴澈屹舟苇松宁澜榆秋霁恒"
LATIN = _spaced("GDP WiFi App 5G PM2.5 LED VR ETC CPI NBA K12 4S GPS ICU")
UNITS = _spaced("人 户 亩 吨 公里 万元 亿元 家 个 次 平方米 名")
DATELINES = ("本报讯", "澜屏讯", "本报澜屏讯")
ORGS = ("本报", "县融媒体中心", "县气象台", "县农业农村局")
COLUMNS = _spaced(
    "一线 走基层 民生在线 今日视点 读者来信 澜屏人物 乡村振兴 气象 简讯 文化长廊 体坛 校园 健康 "
    "法治 夜话 桥头 老照片 茶座 农时 创业者 书香 身边事 公告 周末"
)


class Language:
    """A seed's invented words, with the weights to draw them by."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(f"broadsheet lexicon {seed}")
        common = list(dict.fromkeys(CHARACTERS))
        # The first plane of GB 2312 holds the 3,755 characters in daily use.
        plane = [bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
        known = set(common)
        daily = [char.decode("gb2312", "ignore") for char in plane]
        rare = [char for char in daily if char and char not in known]
        rng.shuffle(rare)
        chars = common + rare
        weights = list(accumulate(1 / (rank + 40) for rank in range(len(chars))))
        words = dict.fromkeys(FUNCTION_WORDS)
        while len(words) < LEXICON:
            (length,) = rng.choices((1, 2, 3, 4), (4, 78, 12, 6))
            words["".join(rng.choices(chars, cum_weights=weights, k=length))] = None
        self.words: Sequence[str] = tuple(words)
        self.weights: Sequence[float] = tuple(
            accumulate((rank + ZIPF_SHIFT) ** -ZIPF_EXPONENT for rank in range(1, LEXICON + 1))
        )
        # Headlines do without the words that only join.
        first = len(FUNCTION_WORDS)
        self.names_of_things = self.words[first:]
        self.heavy = tuple(accumulate((n + 40) ** -0.9 for n in range(len(self.names_of_things))))

    def draw(self, rng: random.Random, count: int) -> list[str]:
        """Words of running text."""
        return rng.choices(self.words, cum_weights=self.weights, k=count)

    def headline(self, rng: random.Random, low: int, high: int) -> str:
        """Words that are not only joints, between `low` and `high` characters."""
        length, text = rng.randint(low, high), ""
        for word in rng.choices(self.names_of_things, cum_weights=self.heavy, k=high):
            text += word
            if len(text) >= length:
                break
        return text[:high]


def _zipf(count: int, shift: float = 1.0) -> list[float]:
    return list(accumulate(1 / (n + shift) for n in range(count)))


_STAFF_WEIGHTS = _zipf(STAFF, 4)
_CORRESPONDENT_WEIGHTS = _zipf(CORRESPONDENTS, 6)
_COLUMN_WEIGHTS = _zipf(len(COLUMNS), 3)


def person(number: int, salt: int) -> str:
    """The name of the nth person of a kind: the same each time, mostly not shared."""
    mixed = (number * 7919 + salt * 104_729) % (20 * 20 * 20)
    surname, mixed = SURNAMES[mixed % 20], mixed // 20
    return surname + GIVEN[mixed % 20] + ("" if number % 4 == 0 else GIVEN[mixed // 20])


def authors(rng: random.Random, issue: int) -> tuple[Author, ...]:
    """A byline: few write much, many write little, and the staff changes with the years."""
    kind = rng.random()
    if kind < 0.12:
        return ()
    (desk,) = rng.choices(range(STAFF), cum_weights=_STAFF_WEIGHTS)
    # A desk is taken over once in STAFF * TENURE issues, one desk at a time.
    holder = (issue // TENURE + STAFF - desk) // STAFF
    reporter = Author(person(holder * STAFF + desk, 1), "记者")
    if kind < 0.6:
        return (reporter,)
    (number,) = rng.choices(range(CORRESPONDENTS), cum_weights=_CORRESPONDENT_WEIGHTS)
    outsider = Author(person(number, 2), "通讯员", ORGS[number % 4] if number % 3 == 0 else None)
    return (outsider,) if kind < 0.75 else (reporter, outsider)


def _insertion(rng: random.Random, language: Language) -> str:
    """What stands among words: figures, dates, quotations, titles, names, Latin."""
    kind = rng.randrange(7)
    if kind == 0:
        return f"{rng.randint(2, 9999)}{rng.choice(UNITS)}"
    if kind == 1:
        return f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日"
    if kind == 2:
        return f"“{''.join(language.draw(rng, rng.randint(2, 6)))}”"
    if kind == 3:
        return f"《{language.headline(rng, 3, 8)}》"
    if kind == 4:
        return f"{rng.randint(0, 99)}.{rng.randint(0, 9)}%"
    if kind == 5:
        return person(rng.randrange(4000), 3)
    return rng.choice(LATIN)


_STOPS = "，，，，，，，。。。。；、！？"
_ENDS = frozenset("。！？")


def body(rng: random.Random, language: Language, length: int) -> str:
    """Paragraphs of Markdown with about `length` characters."""
    words = language.draw(rng, length)
    lengths = rng.choices(range(3, 11), k=length // 4 + 2)
    cuts = (0, *accumulate(lengths))
    stops = rng.choices(_STOPS, k=len(lengths))
    chances = rng.random
    paragraphs: list[str] = []
    clauses: list[str] = []
    total = size = 0
    aim = rng.randint(60, 220)
    for (first, last), stop in zip(pairwise(cuts), stops, strict=True):
        clause = "".join(words[first:last])
        if chances() < 0.14:
            clause += _insertion(rng, language)
        if total + size + len(clause) >= length:
            stop = "。"  # noqa: PLW2901 - a text ends with a full stop
        clauses.append(clause + stop)
        size += len(clause) + 1
        if stop in _ENDS and (size >= aim or total + size >= length):
            paragraphs.append("".join(clauses))
            total += size
            if total >= length:
                break
            if length > 900 and chances() < 0.15:
                paragraphs.append(f"## {language.headline(rng, 5, 10)}")
            clauses, size, aim = [], 0, rng.randint(60, 220)
    return "\n\n".join(paragraphs) + "\n"


def article(
    rng: random.Random, language: Language, issue: int, key: EditionKey, page: int, order: int
) -> Article:
    """One story; the first of a page is the longest kind, the last ones are the shortest."""
    top = order <= 2
    length = rng.randint(700, 1200) if top else rng.randint(300, 800)
    title = language.headline(rng, 8, 22)
    column = rng.choices(COLUMNS, cum_weights=_COLUMN_WEIGHTS)[0] if rng.random() < 0.4 else None
    first = ((page - 1) * STORIES_PER_PAGE + order) * 40
    return Article(
        page=page,
        order=order,
        title=title,
        kicker=language.headline(rng, 6, 16) if rng.random() < (0.5 if top else 0.1) else None,
        deck=language.headline(rng, 8, 20) if rng.random() < (0.5 if top else 0.15) else None,
        column=column,
        dateline=rng.choice(DATELINES) if rng.random() < 0.6 else None,
        authors=authors(rng, issue),
        source=SourceLines(f"{key}.txt", first, first + length // 20),
        body=body(rng, language, length),
        slug=title[:8],
    )


def edition(
    language: Language, seed: int, issue: int, stories: int = STORIES
) -> tuple[Edition, tuple[Article, ...]]:
    """Issue `issue` (0 first) with its first `stories` stories."""
    rng = random.Random(f"broadsheet issue {seed} {issue}")
    key = EditionKey(FIRST_DAY + dt.timedelta(days=issue))
    places = [
        (page, order)
        for page in range(1, len(PAGE_NAMES) + 1)
        for order in range(1, STORIES_PER_PAGE + 1)
    ]
    pages = tuple(
        Page(number, str(number), name) for number, name in enumerate(PAGE_NAMES, start=1)
    )
    value = Edition(key, pages, number=f"第{issue + 1}期", source=(f"{key}.txt",))
    return value, tuple(
        article(rng, language, issue, key, page, order) for page, order in places[:stories]
    )


def write_edition(root: Path, value: Edition, articles: Sequence[Article]) -> Path:
    """Writes one issue below `root`; returns its folder."""
    folder = root / "content" / "editions" / str(value.key)
    folder.mkdir(parents=True)
    (folder / "edition.md").write_bytes(print_edition(value).encode())
    for story in articles:
        (folder / article_name(story)).write_bytes(print_article(story).encode())
    return folder


def editions_below(root: Path) -> list[Path]:
    """Folders of the issues, oldest first."""
    return sorted((root / "content" / "editions").iterdir())


def make(root: Path, articles: int, seed: int, templates: Path | None) -> Iterator[int]:
    """Writes a newspaper of so many articles; yields how many are written, issue by issue."""
    (root / "content" / "inbox").mkdir(parents=True)
    (root / "content" / "pages").mkdir()
    (root / "content" / "newspaper.yaml").write_bytes(NEWSPAPER.encode())
    if templates is not None and templates.is_dir():
        shutil.copytree(templates, root / "templates")
    language = Language(seed)
    written = 0
    for issue in range((articles + STORIES - 1) // STORIES):
        value, stories = edition(language, seed, issue, min(STORIES, articles - written))
        write_edition(root, value, stories)
        written += len(stories)
        yield written


def add_one(root: Path, seed: int, language: Language | None = None) -> Path:
    """Writes the issue that follows the newest; returns its folder."""
    issue = len(editions_below(root))
    value, stories = edition(language or Language(seed), seed, issue)
    return write_edition(root, value, stories)


def edit_one(root: Path, number: int, newest: bool = False) -> Path:
    """Puts a paragraph behind a story in the midst of the archive; returns its file.

    Another `number` takes another issue near the middle. `newest` takes the newest issue.
    """
    folders = editions_below(root)
    folder = folders[-1 if newest else (len(folders) // 2 + number) % len(folders)]
    path = next(path for path in sorted(folder.iterdir()) if path.name[:1].isdigit())
    more = f"\n编者补记{number}：本文刊出后，编辑部收到来信{number + 2}封。\n".encode()
    # A new file in place of the old, as editors save; the old one may be linked elsewhere.
    saved = path.with_suffix(".saved")
    saved.write_bytes(path.read_bytes() + more)
    saved.replace(path)
    return path


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("root", type=Path, metavar="DIR")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--templates", type=Path, default=REPOSITORY / "templates")
    parser.add_argument("--add-one", action="store_true", help="write the next day's issue")
    parser.add_argument("--edit-one", type=int, metavar="N", help="add to an old story")
    options = parser.parse_args()
    if options.add_one:
        print(add_one(options.root, options.seed))
    elif options.edit_one is not None:
        print(edit_one(options.root, options.edit_one))
    else:
        for written in make(options.root, options.articles, options.seed, options.templates):
            if sys.stderr.isatty() and written % 3200 == 0:
                print(f"\r{written}", end="", file=sys.stderr, flush=True)
        print(f"{options.articles} articles in {options.root}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
