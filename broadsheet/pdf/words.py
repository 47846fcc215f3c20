"""What the words of a line say about its part on the page."""

from __future__ import annotations

import re

STOPS = "。！？!?…；"
_END = re.compile(r"[。！？!?…][”’」』）)》】]*\Z|\.{3,}\Z|[.!?][\"'”’)]*\Z")
_BYLINE = re.compile(
    r"[（(]?[□■●▲◆○]?\s*(?:本报|本刊|本台|新华社|人民日报|[\u3400-\u9fff]{2,8}(?:社|报|网|中心))?\s*"
    r"(?:特约|见习|实习|特派|首席|驻[\u3400-\u9fff]{2,6})?"
    r"(?:记者|通讯员|评论员|撰文|作者|文/图|图/文|文字|摄影)[\s:：/|]*"
    r"[^。，！？；“”]{0,40}[）)]?\Z"
)
_SAYS = re.compile(r"[0-9０-９]|[从获了在到见对向就]|采访|日前|近日|看来|走进|发现|看")
"""What stands in the opening of a report and in no byline: 记者从县交通运输局获悉."""
_SIGNED = re.compile(r"[^。，！？；“”]{2,30}\s*(?:文/图|图/文|摄|摄影|撰文|编译|整理)[）)]?\Z")
_ENGLISH_BYLINE = re.compile(r"by\s+[A-Z][\w.'-]+(?:\s+(?:and\s+)?[A-Z][\w.'-]+){0,6}\Z", re.I)
_NAMES = re.compile(
    r"[（(◎□■●○◆]*\s*[\u3400-\u9fff]{2,4}(?:[·•][\u3400-\u9fff]{2,6})?"
    r"(?:[\s、　]+[\u3400-\u9fff]{2,4}){0,3}\s*[）)]?\Z"
)
_CAPTION = re.compile(
    r"^[▲▼◀▶△▽←→↑↓■●]?\s*(?:图为|图①|左图|右图|上图|下图|图[一二三四12345])|摄(?:影报道)?[）)]?\s*\Z"
)
_FOLIO = re.compile(
    r"第\s*[A-Z]?\d{1,3}\s*版|责任?编辑?[:：]|责编|美编|版式|校对|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|"
    r"星期[一二三四五六日天]|农历|总第\s*\d+|第\s*\d+\s*期|国内统一|统一刊号|邮发代号|电话[:：]|E-?mail|"
    r"www\.|热线|今日\s*\d+\s*版|CN\s*\d{2}"
)
_JUMP = re.compile(
    r"^[（(]?\s*[▲▼►]?\s*(?:下转|上接|紧接|转接)\s*第?\s*[A-Z]?\d{1,3}\s*版?(?:[》《\u3400-\u9fff]{0,16})?(?:[）)]|(?<=版))\s*\Z|"
    r"^[（(]?\s*[▲▼►]?\s*(?:下转|上接)第?\s*[A-Z]?\d{1,3}\s*版?\Z"
)
_RESUMED = re.compile(r"^\s*[（(]?\s*上接")
_INDEX = re.compile(r"导读|导\s*读|今日要目|要\s*目|今日看点|目\s*录|索引|提\s*示")
_INDEX_ITEM = re.compile(
    r"(?:第?\s*[A-Z]?\d{1,3}\s*版|[A-Z]\d{1,2}|[▶>…·.]\s*\d{1,3})\s*[）)]?\s*\Z"
)
_AD = re.compile(
    r"广\s*告|公\s*告\s*\Z|招聘|热线[:：]|咨询|诚邀|地址[:：]|电话[:：]|声明\s*\Z|启事\s*\Z|优惠|订阅"
)
_TAG = re.compile(
    r"【[^】]{2,12}】\Z|[●■◆★▲◎○□◇☆][^●■◆★▲◎○□◇☆。，！？：]{2,10}[●■◆★▲◎○□◇☆]?\Z|"
    r"[·・\-—=～~|｜]{1,4}[^·・—。，！？：]{2,10}[·・\-—=～~|｜]{1,4}\Z|"
    r"[\[〔「『《〖][^\]〕」』》〗]{2,10}[\]〕」』〗]\Z"
)
_BRIEFS = re.compile(
    r"简\s*讯|短\s*讯|简\s*报|速\s*览|集\s*锦|要闻快|一\s*句\s*话|快\s*讯|短\s*波|动\s*态|点\s*击"
)


def bare(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def ends(text: str) -> bool:
    """Whether a line ends a sentence."""
    return bool(_END.search(bare(text)[-8:]))


def is_byline(text: str) -> bool:
    """Whether a line names who wrote the story, and says so."""
    clean = text.strip()
    if len(clean) > 60 or ends(clean):
        return False
    match = _BYLINE.match(clean)
    if match and _SAYS.search(clean.partition("记者")[2]):
        return False
    return bool(match or _SIGNED.match(clean) or _ENGLISH_BYLINE.match(clean))


def is_bracketed_byline(text: str) -> bool:
    """Whether a line is a byline in brackets, as it stands under a text."""
    return bare(text)[:1] in ("（", "(") and is_byline(text)


def is_names(text: str) -> bool:
    """Whether a line may be nothing but names."""
    return bool(_NAMES.match(text.strip()))


def is_caption(text: str) -> bool:
    """Whether words speak of the picture that they stand by."""
    return bool(_CAPTION.search(text.strip()))


def is_folio(text: str) -> bool:
    """Whether a line gives the date, the page or who made it."""
    return bool(_FOLIO.search(text))


def is_jump(text: str) -> bool:
    """Whether a line only leads to, or from, another page."""
    return bool(_JUMP.match(bare(text)))


def is_resumed(text: str) -> bool:
    """Whether a text opens with where it comes from."""
    return bool(_RESUMED.match(text))


def is_index(texts: list[str]) -> bool:
    """Whether lines lead to other pages: a heading that says so, or items that end in a page."""
    items = sum(bool(_INDEX_ITEM.search(text)) for text in texts)
    if items >= 2 and items * 2 >= len(texts):
        return True
    return bool(texts) and len(bare(texts[0])) <= 8 and bool(_INDEX.search(texts[0])) and items >= 1


def is_ad(texts: list[str]) -> bool:
    """Whether words are those of an advertisement."""
    return any(_AD.search(text) for text in texts)


def is_tag(text: str) -> bool:
    """Whether a line is the name of a column, set off by marks: 【一线见闻】, ●乡村手记●."""
    return bool(_TAG.match(bare(text))) and not is_byline(text) and not is_jump(text)


def is_briefs(text: str) -> bool:
    """Whether a label stands over items of news in brief."""
    return len(bare(text)) <= 8 and bool(_BRIEFS.search(text))
