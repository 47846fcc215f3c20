// The page of an article or, where there is no print page's number, of an issue.

import { document, list, text } from "./site.js";

const line = (name, value) => (value ? `<p class="${name}">${text(value)}</p>` : "");
const turn = (rel, story) =>
  story ? `<a rel="${rel}" href="${encodeURI(story.url)}">${text(story.data.title)}</a>` : "";

export function render(data) {
  const date = data.page.inputPath.split("/").at(-2);
  const stories = data.collections.byDate[date] ?? [];
  if (!data.sheet) return document(date, `<p>${text(data.number)}</p>\n${list(stories)}`);
  const byline = (data.authors ?? [])
    .map((author) => `${author.org ?? ""}${author.role ?? ""} ${author.name}`)
    .join(" ");
  const at = stories.findIndex((story) => story.url === data.page.url);
  return document(
    data.title,
    `<article>
<p><a href="/${date}/">${date}</a> 第${data.sheet}版 ${text(data.column ?? "")}</p>
${line("kicker", data.kicker)}
<h1>${text(data.title)}</h1>
${line("deck", data.deck)}
${line("byline", byline)}
${line("dateline", data.dateline)}
${data.content}
</article>
<nav>${turn("prev", stories[at - 1])} ${turn("next", stories[at + 1])}</nav>`,
  );
}
