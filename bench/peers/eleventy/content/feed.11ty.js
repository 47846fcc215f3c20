// The last seven issues with their full texts.

import { SITE, issues, text } from "../_includes/site.js";

export const data = { layout: null, permalink: "/feed.xml", eleventyExcludeFromCollections: true };

const item = ({ url, data, templateContent }) => `<item>
<title>${text(data.title)}</title>
<link>${SITE}${encodeURI(url)}</link>
<content:encoded>${text(templateContent)}</content:encoded>
</item>`;

export const render = ({ collections }) => `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>澜屏日报</title>
<link>${SITE}/</link>
${issues(collections).slice(0, 7).flatMap(({ stories }) => stories.map(item)).join("\n")}
</channel>
</rss>
`;
