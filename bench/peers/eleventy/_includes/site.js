// What all pages print alike.

const MARKS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const text = (value) => String(value).replace(/[&<>"]/g, (mark) => MARKS[mark]);
export const SITE = "https://paper.example.org";

export const document = (title, main) => `<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text(title)} · 澜屏日报</title>
<link rel="stylesheet" href="/press.css">
<link rel="alternate" type="application/rss+xml" href="/feed.xml">
</head>
<body>
<header><a href="/">澜屏日报</a> <nav><a href="/archive/">往期</a></nav></header>
<main>
${main}
</main>
<footer>澜屏日报</footer>
</body>
</html>
`;

export const list = (stories) => `<ol>
${stories
  .map(({ url, data }) => `<li>${data.sheet} <a href="${encodeURI(url)}">${text(data.title)}</a> ${text(data.deck ?? "")}</li>`)
  .join("\n")}
</ol>`;

// Newest first.
export const issues = ({ byDate }) =>
  Object.keys(byDate)
    .sort()
    .reverse()
    .map((date) => ({ date, stories: byDate[date] }));
