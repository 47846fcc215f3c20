"""The bare equivalent of a newspaper's site in Pelican: articles, issues, archive, feed, sitemap.

bench/contenders.py lays the articles below content/ with their front matter as Pelican's own; an
issue is Pelican's archive of a day. Everything else that Pelican would make is off.
"""

SITENAME = "澜屏日报"
SITEURL = "https://paper.example.org"
TIMEZONE = "Asia/Shanghai"
DEFAULT_LANG = "zh"
PATH = "content"
ARTICLE_PATHS = [""]
THEME = "theme"
THEME_STATIC_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
PLUGINS: list[str] = []
# Slugs begin with the date, because Pelican wants them distinct among all articles.
ARTICLE_URL = ARTICLE_SAVE_AS = "{slug}/index.html"
DAY_ARCHIVE_SAVE_AS = DAY_ARCHIVE_URL = "{date:%Y}/{date:%m}/{date:%d}/index.html"
DIRECT_TEMPLATES = ["index", "archives", "sitemap"]
ARCHIVES_SAVE_AS = "archive/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = DRAFT_SAVE_AS = ""
FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 224
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
DEFAULT_PAGINATION = False
MARKDOWN = {"extensions": ["markdown.extensions.meta"], "output_format": "html5"}
