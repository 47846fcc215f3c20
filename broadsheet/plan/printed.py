"""What the printed page itself shows: its picture with the stories' places, and cuttings of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from broadsheet import outlines, pictures, urls
from broadsheet.contexts import PictureView, PrintedView, SheetView, SpotView
from broadsheet.facsimiles import hidden_areas
from broadsheet.joined import join
from broadsheet.layouts import Area
from broadsheet.model import Article, Edition, EditionKey, Output, Page
from broadsheet.plan.desk import Desk

PAGE_SCRIPT = "js/page.js"


def sheet(
    desk: Desk, key: EditionKey, page: Page, pages: Sequence[Page], root: str
) -> SheetView | None:
    """The picture of a page with a place for every story; None where either is not there.

    `pages` are those of the edition: the rest of a story stands on another one than its beginning.
    """
    spots = tuple(
        SpotView(
            place=article.place,
            href=urls.href(root, urls.article(key, article.place)),
            headline=article.title,
            path=outlines.path(area),
        )
        for article, area in listed_areas(page, pages)
    )
    if page.image is None or page.layout is None or not spots:
        return None
    return SheetView(
        width=page.layout.width,
        height=page.layout.height,
        picture=picture(desk, key, page, page.image, root),
        spots=spots,
        script=urls.href(root, urls.asset(PAGE_SCRIPT)),
    )


def picture(desk: Desk, key: EditionKey, page: Page, path: str, root: str) -> PictureView:
    """The picture of a page, in the widths that its zoom wants."""
    return desk.page_picture(key, path, desk.page_title(page.label, page.name), root)


def in_order(page: Page) -> tuple[Article, ...]:
    """The listed stories of a page, as its layout puts them; then those that it does not have."""
    laid = [article for article, _ in listed_areas(page)]
    rest = (a for a in page.articles if not a.withdrawn and a not in laid)
    return (*laid, *rest)


def listed_areas(page: Page, pages: Sequence[Page] = ()) -> list[tuple[Article, Area]]:
    """The stories that lists name, with their areas on this page, in reading order.

    Those of this page; of all of `pages` where some are given.
    """
    areas = page.layout.areas if page.layout else ()
    if not areas:
        return []
    stories = [article for one in pages or (page,) for article in one.articles]
    listed = {article.place: article for article in stories if not article.withdrawn}
    return [(listed[area.place], area) for area in areas if area.place in listed]


def printed(
    desk: Desk, key: EditionKey, page: Page, article: Article, root: str
) -> PrintedView | None:
    """Where a story stood on its page, and what it looked like there."""
    area = next((area for story, area in listed_areas(page) if story is article), None)
    if area is None or page.layout is None or page.image is None:
        return None
    address = urls.article(key, article.place)
    measured = desk.look(key, page.image)
    cutting = None
    if measured and measured.pixels:
        # cuttings load Pillow, for which an issue without pictures of its pages has no use
        from broadsheet import cuttings

        across, down = cuttings.size(page.layout, area, measured.width, measured.height)
        cutting = PictureView(
            src=urls.href(root, urls.cutting(address)),
            alt=f"{article.title} ({desk.say('As it was printed')})",
            caption=None,
            credit=None,
            width=across,
            height=down,
        )
    return PrintedView(
        href=f"{urls.href(root, urls.page(key, page.sequence))}#spot-{article.place}",
        width=page.layout.width,
        height=page.layout.height,
        path=outlines.path(area),
        cutting=cutting,
    )


def print_cuttings(
    desk: Desk, edition: Edition, files: Mapping[str, bytes], source: str
) -> Iterator[Output]:
    """The cuttings of all stories of an edition; `files` has the pictures of its pages."""
    for page in edition.pages:
        measured = desk.look(edition.key, page.image) if page.image else None
        if page.image is None or page.layout is None or not measured or not measured.pixels:
            continue
        areas = {
            urls.cutting(urls.article(edition.key, article.place)): area
            for article, area in listed_areas(page)
        }
        from broadsheet import cuttings

        made = cuttings.cut(desk.cache / "cuttings", files[page.image], page.layout, areas)
        for path, data in made.items():
            yield Output(path, data, f"{source}/{page.image}")


def without_hidden(page: Page, pages: Sequence[Page], data: bytes) -> bytes:
    """The picture of a page with a blank where a story stands that readers do not see.

    `pages` are those of the edition as it is published: it was withdrawn, is a draft, or waits.
    """
    shown = {article.place for one in pages for article in one.articles if not article.withdrawn}
    shapes = [area.rings for area in hidden_areas(page, shown)]
    if page.layout is None or not shapes:
        return data
    from broadsheet import cuttings

    return cuttings.blanked(data, page.layout, shapes)


def join_pages(desk: Desk, edition: Edition, files: Mapping[str, bytes]) -> bytes | None:
    """All print pages in one PDF, where they have some."""
    paths = dict.fromkeys(page.pdf for page in edition.pages if page.pdf)
    title = f"{desk.newspaper.title} {desk.edition_title(edition.key)}"
    return join(desk.cache / "joined", [files[path] for path in paths], title)


def print_files(
    desk: Desk,
    edition: Edition,
    files: Mapping[str, bytes],
    in_stories: Collection[str],
    source: str,
) -> Iterator[Output]:
    """Pictures and PDFs as they came, and the pictures in the sizes that sheets offer.

    `in_stories` are those that stories show; others are of pages.
    """
    pages = frozenset(page.image for page in edition.pages)
    for path, data in files.items():
        yield Output(urls.edition_file(edition.key, path), data, f"{source}/{path}")
        measured = desk.look(edition.key, path)
        widths = set(measured.copies if measured and path in in_stories else ())
        widths |= set(measured.page_copies if measured and path in pages else ())
        for width in sorted(widths):
            # A picture that cannot be unpacked stands for itself: the browser shows what it can.
            small = pictures.smaller(desk.cache / "pictures", data, width, page=path in pages)
            name = urls.edition_file(edition.key, pictures.copy_name(path, width))
            yield Output(name, small or data, f"{source}/{path}")
