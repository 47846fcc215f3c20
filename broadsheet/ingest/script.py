"""Traditional characters, folded for recognition only: 本報訊 is found by the pattern 本报讯.

What is printed keeps the characters of the paper. Only characters that stand in the words of
`conventions` and of the patterns are folded, one to one, so that offsets stay; the pairs follow
OpenCC's table of characters (s2t).
"""

from __future__ import annotations

import re
from functools import lru_cache

_TRADITIONAL = (
    "萬與醜專業東嚴豐爲舉烏樂喬習書於雲從們優會傳體餘偵儲黨蘭關養內寫農馮況準鳳擊劃劉別辦務動"
    "勞醫華協單衛卻廳歷厙參雙發臺葉號後呂聽啓吳員諮鹹團國圖場壇聲處復婁孫學寧實審宮賓對導壽將"
    "層嶽鞏帥師帶幹並廣莊應龐開張強當懷態總執報掛據攝數時晉術雜權條來楊構標欄欒檢樓歐畢氣湯濟"
    "瀏塗溫遊滿點熱愛獨現電畫監蓋矯禮祿竇筆籌籤簡緊紅約紀線組終紹經繪統綜緱編縮繆網羅聶聯臘騰"
    "藝蒼蘇範荊榮獲蕭蔣藍薊藺見觀視覽覺計議訊記許論設訪證評訴譯詩話詢說諸讀調談謝譚貝貢責賁費"
    "賀賈資賞賴賽趙車軒轉載輯轅邊達過進連遲選遞鄧鄔郵鄒鬱郟鄭酈鍾鈄鈕錢鏈長閆閉問閏間閔聞閭閱"
    "閻闕闞隊陽陰際陸陳隨韋韓頁項須顧頻題顏饒馬駐駱魚魯鮑麥黃齊龍龔裡裏啟為鄰"
)
_SIMPLIFIED = (
    "万与丑专业东严丰为举乌乐乔习书于云从们优会传体余侦储党兰关养内写农冯况准凤击划刘别办务动"
    "劳医华协单卫却厅历厍参双发台叶号后吕听启吴员咨咸团国图场坛声处复娄孙学宁实审宫宾对导寿将"
    "层岳巩帅师带干并广庄应庞开张强当怀态总执报挂据摄数时晋术杂权条来杨构标栏栾检楼欧毕气汤济"
    "浏涂温游满点热爱独现电画监盖矫礼禄窦笔筹签简紧红约纪线组终绍经绘统综缑编缩缪网罗聂联腊腾"
    "艺苍苏范荆荣获萧蒋蓝蓟蔺见观视览觉计议讯记许论设访证评诉译诗话询说诸读调谈谢谭贝贡责贲费"
    "贺贾资赏赖赛赵车轩转载辑辕边达过进连迟选递邓邬邮邹郁郏郑郦钟钭钮钱链长闫闭问闰间闵闻闾阅"
    "阎阙阚队阳阴际陆陈随韦韩页项须顾频题颜饶马驻骆鱼鲁鲍麦黄齐龙龚里里启为邻"
)
_FOLD = {ord(a): b for a, b in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)}
_FOLDABLE = re.compile(f"[{_TRADITIONAL}]")


@lru_cache(maxsize=1 << 12)  # the rows of an issue, each of which is asked for by many patterns
def fold(text: str) -> str:
    """The text with simplified characters where patterns need them; as long as before."""
    return text.translate(_FOLD) if _FOLDABLE.search(text) else text


def restored(part: str, folded: str, original: str) -> str:
    """A part of the folded text as it stands in the original; both without white space."""
    at = folded.find(part)
    return original[at : at + len(part)] if at >= 0 else part
