"""The words of folio and imprint lines, as patterns."""

from __future__ import annotations

import re

from broadsheet.ingest.conventions import PAGE_NAMES

YMD = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
HAN_YMD = re.compile(
    r"([二一12][〇○零Ｏ0-9一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
WEEKDAY = re.compile(r"(?:星\s*期|周|礼拜)\s*[一二三四五六日天]")
NUMBER = re.compile(
    r"(?:总\s*)?第\s*[\d,]{1,7}\s*(?:\(\d+\)\s*)?[期号]|总\s*\d{2,7}\s*期|"
    r"第[一二三四五六七八九十百千零〇]{2,10}[期号]"
)
LUNAR = re.compile(
    r"(?:农历\s*)?(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥][^\s，,]{0,2}年\s*)?"
    r"(?:[闰正一二三四五六七八九十冬腊]+月)(?:初[一二三四五六七八九十]|十[一二三四五六七八九]|"
    r"二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)"
)
EDITOR = re.compile(
    r"(?P<role>执行主编|执行编辑|责任编辑|责编|本版编辑|本版责编|编辑|主编|副主编|美术编辑|美编|版式设计|版式|"
    r"校对|审校|审读|值班主任|值班总编|值班编委|"
    r"值班|值班总编辑|视觉|组版|排版|制图|统筹|总编辑|终审|二审|三审|一审|审核|"
    r"签发)\s*[:：|｜/／]?\s*"
    r"(?P<names>[\u3400-\u9fff](?:[\s\u3000、]*[\u3400-\u9fff]){1,11}?)(?=\s*(?:$|责|本版|编辑|"
    r"美|版式|校|审|值班|视觉|组版|排版|制图|主编|统筹|终|二审|三审|一审|签发|电话|"
    r"[|｜　\s]{1,}|[^\u3400-\u9fff\s]))"
)
PAGE = re.compile(
    r"(?:^|(?<=[\s\u3000|｜·:：]))(?:第\s*(?P<a>[A-Z]?\d{1,3}|"
    r"[一二三四五六七八九十]{1,3})\s*版|(?P<b>[A-Z]?\d{1,3})\s*版|"
    r"(?P<e>[一二三四五六七八九十]{1,2})版(?=[\s\u3000|｜·:：]|$)|"
    r"(?P<c>[A-Z]\d{1,2})(?=[\s\u3000:：|｜·]|$)|(?P<d>0\d|\d{1,2})(?=[\s\u3000]+[\u3400-\u9fff]))"
)
PUBLISHER = re.compile(
    r"主办|主管|承办|国内统一|刊号|CN\s*\d|邮发代号|出版|今日\s*\d+\s*版|本期\s*\d+\s*版|"
    r"发表于|内部资料|准印证|印刷|共印\s*\d+\s*份|零售|投稿|邮箱|热线(?=\s*[:：\d])|地址|邮编|www\.|https?://|@"
)
OWN_ADDRESS = re.compile(r"\s*(?:本报|本社|报社)?(?:社址|(?<=[报社])地址)\s*[:：]")
"""What a line opens with that says where the paper is made."""
SOLICITATION = re.compile(
    r"(?:投稿|来稿|征稿|订阅|征订|订报)\S{0,6}(?:邮箱|热线|电话|地址)\s*[:：]"
)
"""A line that asks for manuscripts or subscriptions."""
ADVERTISEMENT = re.compile(
    r"[（(【]广告[）)】]\Z|(?:本报|广告)(?:广告)?(?:部|中心|热线|联系|刊登|刊例|发布).*\d{6,}|"
    r"(?:承接|刊登)[^。]*(?:广告|公告|声明).*\d{6,}"
)
"""Lines that sell the paper's own space, and lines of advertisers."""
CONTACT = re.compile(r"(?:地址|电话|热线|邮编|传真|网址|邮箱|信箱)\s*[:：]")
PHONE = re.compile(
    r"(?:联系|编辑部?|广告|新闻|发行|值班)?(?:电话|手机|传真)\s*[:：]?[\s\d\-—()（）转/、]{6,}"
)
"""Stands in folio lines but does not make one: notices give their telephone too."""
ADDRESS = re.compile(
    r"(?:电子)?(?:信箱|邮箱|网址)?\s*[:：]?\s*(?:https?://|www\.)?"
    r"[A-Za-z0-9_.-]+@?[A-Za-z0-9-]+(?:\.[A-Za-z][A-Za-z0-9-]+)+"
)
"""Of mail and of the web."""
FRAMED = re.compile(r"[=\-*~_#─—]{3,}\s*[^=\-*~_#─—\s].{0,60}?\s*[=\-*~_#─—]{3,}")
"""A mark of an export tool, between rules: ==== A05 | 产经 ====."""
PAPER = re.compile(
    r"[\u3400-\u9fff]{1,8}(?:日报|晚报|周报|时报|早报|晨报|新闻|新报|导报|商报|都市报|报)\Z"
)
PAGE_NAME = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff·・/、]{0,9}")
SPECIAL = re.compile(
    r"[（(【《·]?[\u3400-\u9fff]{0,10}(?:特刊|专刊|专版|号外|增刊|增版)[）)】》·]?\Z"
)
"""The name of a special issue, beside its imprint."""
CLOCK = re.compile(r"\d{1,2}[:：]\d{2}")
OCCASION = re.compile(r"\s*(?:活动|报名|演出|开放|截止|举办|会议)?(?:日期|时间)\s*[:：](?!.*版)")
"""When something is on, in a notice."""
IN_A_SENTENCE = re.compile(r"[于在从至自到定将兹为是](?:19|20)\d{2}\s*年")
"""A day as sentences name it: 于2013年7月10日（星期三）."""
HEAD_OF_A_BULLETIN = re.compile(
    r"[\u3400-\u9fff（）()]{2,24}(?:办公室|委员会|指挥部|领导小组|中心|办|局|委|部)?[ \u3000]{2,}"
    r"\d{4}年\d{1,2}月\d{1,2}日"
)
"""Who issues a bulletin, and when."""
DISTRIBUTION = re.compile(r"\s*(?:报|送|发|抄送|抄报|主送|分送)\s*[:：]\s*\S")
"""Whom a bulletin goes to, at its foot."""
META = re.compile(
    r"\s*[【\[]?(?:报纸名称|报纸|报名|出版日期|见报日期|刊期|期号|期数|总期数|版次|版号|版名|版面名称|版面)"
    r"[】\]]?\s*[:：]\s*(?P<value>\S.{0,30})"
)
"""What a content system says of a page: 版次：第01版."""
STORY_ROLE = re.compile(r"记者|通讯员|作者|评论员")
"""Roles of a story's byline; pages have editors."""
NAMED_PAGE = re.compile(
    r"(?P<name>[\u3400-\u9fff·]{0,4}(?:" + "|".join(PAGE_NAMES) + r"))"
    r"\s*[:：·|｜-]?\s*(?P<page>0?\d{1,2})\s*版?\Z"
)
"""要闻 01."""
SENTENCE = re.compile(r"[。！？!?；;…“”]")
