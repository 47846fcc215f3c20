"""The habits of one paper: how it prints datelines, bylines, folio lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from almanac import lunar
from grammar import CN, World, bank
from stories import Person, Story

WEEK = "一二三四五六日"


@dataclass
class Page:
    """A print page and what stands on it."""

    number: int
    name: str
    stories: list[Story] = field(default_factory=list)


class Paper:
    """One paper's conventions, chosen once for an issue."""

    def __init__(self, w: World) -> None:
        rng = w.rng
        self.w = w
        self.date = w.date
        self.turn: Callable[[str], str] = str
        """Turns the paper's own words into its characters."""
        self.number = rng.randint(180, 9800)
        self.gap = rng.choice(["　", "　", ""])
        self.paren = rng.choice(["（）", "（）", "（）", "()"])
        self.sep = rng.choice([" ", " ", "　", "、"])
        self.own = rng.random() < 0.5
        """Correspondents sign in a line of their own rather than in the last line."""
        self.dateline = rng.choice(["short", "short", "home", "home", "home", "none"])
        self.dateline_gap = rng.choice(["　", "　", " "])
        self.news_form = rng.choice(
            ["org", "org", "dateline", "dateline", "reporter", "bare", "tail", "box", "bar"]
        )
        if self.dateline == "none" and self.news_form == "dateline":
            self.news_form = "org"
        self.feature_form = rng.choice(["under", "under", "box", "org", "bar", "picture"])
        self.writer_form = rng.choice(["under", "under", "box", "pen", "own"])
        self.bar = rng.choice("||||｜｜丨")
        self.box = rng.choice(["□", "■", "◎", "●", "□ ", "◇"])
        self.folio_form = rng.randrange(9)
        self.editor, self.designer, self.reader = w.person(), w.person(), w.person()
        self.jump_form = rng.choice(
            ["（{}第{}版）", "（{}第{}版）", "({}第{}版)", "（{}{}版）", "（{}第{}版）"]
        )

    # ---- names and bylines
    def printed(self, name: str) -> str:
        """A two-character name may be printed with a gap."""
        return name[0] + self.gap + name[1] if len(name) == 2 and self.gap else name

    def _list(self, names: list[str], sep: str | None = None) -> str:
        sep = self.sep if sep is None else sep
        if sep in (self.gap, " ") and any(len(n) == 2 for n in names) and self.gap == sep:
            return " ".join(names)
        return sep.join(self.printed(n) for n in names)

    def sign(self, s: Story) -> None:
        """Give a story its dateline and its byline."""
        w, rng = self.w, self.w.rng
        kind = s.kind
        if kind == "wire":
            self._wire(s)
            return
        if kind in {"visit", "meeting", "news", "brief", "sports"}:
            self._dateline(s)
        if kind in {"notice", "correction", "table", "weathers"}:
            return
        if kind in {"comment", "essay", "poem"}:
            self._writer(s)
            return
        if kind == "letter":
            name = w.person()
            s.byline = [Person(name, "读者", role_alt=[None])]
            s.place, s.byline_text = "own", self._wrap(f"读者 {self.printed(name)}")
            return
        if kind == "photo":
            self._photo(s)
            return
        if kind in {"feature", "talk"}:
            self._reporter(s, self.feature_form)
            return
        if kind == "brief":
            if rng.random() < 0.3:
                s.place = "none"
                return
            name = rng.choice(w.staff)
            s.byline, s.place = [Person(name)], "tail"
            s.byline_text = self._wrap(self.printed(name))
            return
        form = self.news_form
        if form == "dateline" and not s.dateline:
            form = "org"
        self._reporter(s, form)

    def _wrap(self, text: str) -> str:
        return self.paren[0] + text + self.paren[1]

    def _dateline(self, s: Story) -> None:
        if self.dateline == "none" or (self.w.rng.random() < 0.06 and not s.headless):
            return
        s.dateline = "本报讯" if self.dateline == "home" else f"{self.w.short}讯"
        s.dateline_printed = s.dateline

    def _people(self) -> tuple[list[str], list[str]]:
        w, rng = self.w, self.w.rng
        staff = rng.sample(w.staff, rng.choice([1, 1, 1, 2, 2, 3]))
        helpers = [w.person() for _ in range(rng.choice([0, 0, 1, 1, 2]))]
        return staff, helpers

    def _reporter(self, s: Story, form: str) -> None:
        rng, org = self.w.rng, self.w.org
        staff, helpers = self._people()
        carried: list[str | None] = [None]
        helper_people = [
            Person(n, "通讯员", role_alt=carried if i else []) for i, n in enumerate(helpers)
        ]
        tail = f" 通讯员 {self._list(helpers)}" if helpers else ""
        if form in {"org", "tail"}:
            role = rng.choice([None, None, "记者"])
            s.byline = [
                Person(n, role, org, role_alt=carried if i and role else [])
                for i, n in enumerate(staff)
            ]
            middle = " 记者" if role else ""
            s.byline_text = self._wrap(f"{org}{middle} {self._list(staff)}{tail}")
            s.place = "own" if (self.own and form == "org") else "tail"
        elif form == "dateline":
            s.byline = [
                Person(n, "记者", org_alt=["本报"], role_alt=carried if i else [])
                for i, n in enumerate(staff)
            ]
            glue = rng.choice([" ", " ", ""])
            inner = f"记者{glue}{self._list(staff)}"
            if helpers:
                inner += f" 通讯员{glue}{self._list(helpers)}"
            s.byline_text, s.place = self._wrap(inner), "dateline"
        elif form in {"reporter", "under"}:
            lead = rng.choice(["本报记者", "本报记者", "记者", f"{org}记者", "见习记者"])
            if lead == "本报记者":
                parts: tuple[str | None, str, list[str | None], list[str | None]] = (
                    "本报",
                    "记者",
                    ["本报记者"],
                    [None],
                )
            elif lead == f"{org}记者":
                parts = (org, "记者", [lead], [None])
            else:
                parts = (None, lead, [], ["本报"])
            o, role, role_alt, org_alt = parts
            s.byline = [
                Person(n, role, o, role_alt=role_alt + (carried if i else []), org_alt=org_alt)
                for i, n in enumerate(staff)
            ]
            end = ""
            if rng.random() < 0.2 and len(staff) == 1 and not helpers:
                end = " 文/图"
                s.byline[0].role_alt += ["文/图", "记者 文/图", None]
            text = f"{lead} {self._list(staff)}{tail}{end}"
            if form == "under":
                s.byline_text, s.place = text, "under"
            else:
                s.byline_text, s.place = self._wrap(text), "own" if self.own else "tail"
        elif form == "bare":
            names = staff[:2]
            s.byline = [Person(n) for n in names]
            s.byline_text = self._wrap(self._list(names, self.sep if self.sep != self.gap else " "))
            s.place = "own" if self.own else "tail"
        elif form == "box":
            lead = rng.choice(["记者", "本报记者"])
            s.byline = [
                Person(
                    n,
                    "记者",
                    "本报" if lead == "本报记者" else None,
                    role_alt=["本报记者", *(carried if i else [])],
                    org_alt=["本报", None],
                )
                for i, n in enumerate(staff)
            ]
            s.byline_text, s.place = f"{self.box}{lead} {self._list(staff)}{tail}", "under"
        elif form == "bar":
            pairs = [("记者", staff[0])]
            if len(staff) > 1:
                pairs.append(("编辑", staff[1]))
            if len(staff) > 2:
                pairs.append(("审核", staff[2]))
            elif helpers:
                pairs.insert(1, ("通讯员", helpers[0]))
            s.byline = [Person(n, r) for r, n in pairs]
            s.byline_text = " ".join(f"{r}{self.bar}{n}" for r, n in pairs)
            s.place = "own"
        else:  # picture
            name = staff[0]
            form2 = rng.choice(["{} 文/图", "文/图 {}", "{} 摄影报道", "本报记者 {} 文/图"])
            role = "摄影报道" if "摄影" in form2 else "文/图"
            person = Person(name, role, role_alt=["文图", "文、图", None, "记者"])
            if form2.startswith("本报记者"):
                person = Person(
                    name,
                    "文/图",
                    "本报",
                    role_alt=["记者", "本报记者", "记者 文/图", None],
                    org_alt=[None],
                )
            s.byline = [person]
            s.byline_text, s.place = form2.format(self.printed(name)), "under"
            return
        if form not in {"bar", "bare"}:
            s.byline += helper_people

    def _writer(self, s: Story) -> None:
        name = self.w.person()
        form = self.writer_form
        s.byline = [Person(name)]
        shown = self.printed(name)
        if s.kind == "comment" and self.w.rng.random() < 0.3:
            s.byline = [Person("本报评论员", role_alt=["评论员", "本报评论员"])]
            shown = "本报评论员"
            s.extra["collective"] = True
        if form == "box":
            s.byline_text, s.place = f"{self.box}{shown}", "under"
        elif form == "pen" and "collective" not in s.extra:
            s.byline[0].role, s.byline[0].role_alt = "文", [None]
            s.byline_text, s.place = f"{shown}/文", "under"
        elif form == "own" and "collective" not in s.extra:
            s.byline_text, s.place = self._wrap(shown), "own"
        else:
            s.byline_text, s.place = shown, "under"

    def _photo(self, s: Story) -> None:
        name = self.w.rng.choice(self.w.staff)
        form, role, org = self.w.rng.choice(
            [
                ("{} 摄", "摄", None),
                ("{} 摄影报道", "摄影报道", None),
                ("本报记者 {} 摄", "摄", "本报"),
                ("（{} 摄）", "摄", None),
            ]
        )
        s.byline = [
            Person(
                name,
                role,
                org,
                role_alt=["摄影", "摄影报道", "摄", "记者", "记者 摄", "本报记者", None],
                org_alt=[None, "本报"],
            )
        ]
        s.byline_text, s.place = form.format(self.printed(name)), "tail"

    def _wire(self, s: Story) -> None:
        rng, w = self.w.rng, self.w
        if rng.random() < 0.75:
            names = [w.person() for _ in range(rng.choice([1, 1, 2]))]
            s.byline = [
                Person(n, "记者", role_alt=[None], org_alt=[s.extra["agency"]]) for n in names
            ]
            s.byline_text = (
                f"（记者 {'、'.join(names)}）"
                if rng.random() < 0.6
                else f"（记者{'、'.join(names)}）"
            )
            s.place = "dateline"

    # ---- folio lines
    def folio(self, page: Page, total: int) -> list[str]:
        """The lines at the head of a page."""
        return [self.turn(x) for x in self._folio(page, total)]

    def _folio(self, page: Page, total: int) -> list[str]:
        d, p = self.date, page
        week = "星期" + WEEK[d.weekday()]
        year, moon = lunar(d)
        long = f"{d.year}年{d.month}月{d.day}日"
        form = self.folio_form
        if form == 0:
            return [
                f"第{p.number:02d}版：{p.name}　{d.isoformat()}　{week}　责任编辑：{self.editor}"
            ]
        if form == 1:
            if p.number == 1:
                return [
                    f"{self.w.paper}　{long}　{week}　第{self.number}期　责任编辑 {self.editor}"
                ]
            return [
                f"{p.number} {p.name}　{long}　{week}　责任编辑 {self.editor}　美编 {self.designer}"
            ]
        if form == 2:
            return [f"A{p.number} {p.name}　{long} {week}"]
        if form == 3:
            if p.number == 1:
                return [
                    self.w.paper,
                    f"{long}　{week}　农历{year}{moon}　第{self.number}期　今日{CN[total]}版",
                ]
            return [f"{p.number}版　{p.name}　{long}　{week}"]
        if form == 4:
            return [
                f"{p.name} {p.number:02d}",
                f"{d.year}.{d.month:02d}.{d.day:02d} {week}",
                f"责编：{self.editor} 版式：{self.designer} 校对：{self.reader}",
            ]
        if form == 5:
            return [f"{p.number:02d}版 | {p.name} | {d.year}-{d.month:02d}-{d.day:02d}"]
        if form == 6:
            if p.number == 1:
                return [
                    f"{self.w.paper}",
                    f"中共{self.w.county}委主管主办　国内统一刊号 CN00-{self.number:04d}",
                    f"{long}　{week}　{year}{moon}　总第{self.number}期",
                ]
            return [f"{long}　{week}　　{p.name}　　{p.number}"]
        if form == 7:
            return [f"{self.w.paper}    {long} {week}    {p.name}    {p.number}"]
        editors = f"编辑：{self.editor}　校对：{self.reader}"
        return [f"■{p.name}■　第{CN[p.number]}版　{long}　{week}　{editors}"]

    def imprint(self) -> list[str]:
        """The line at the foot of the last page."""
        w = self.w
        text = (
            f"本报地址：{w.county}{w.towns[0]}文化路{self.number % 90 + 1}号　"
            f"邮编：{400000 + self.number}　新闻热线：0000-{2000000 + self.number * 37}　"
            f"印刷：{w.short}印务有限公司"
        )
        return [self.turn(text)]

    def advertisement(self) -> str:
        """One line of advertising."""
        self.w.scope = {}
        return self.turn(self.w.fill(self.w.rng.choice(bank("service")["ads"])))

    def jump(self, word: str, page: int) -> str:
        """`（下转第3版）`."""
        return self.turn(self.jump_form.format(word, page))
