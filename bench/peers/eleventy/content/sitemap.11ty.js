// Every page.

import { SITE } from "../_includes/site.js";

export const data = { layout: null, permalink: "/sitemap.xml", eleventyExcludeFromCollections: true };

export const render = ({ collections }) => `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${collections.all.map(({ url }) => `<url><loc>${SITE}${encodeURI(url)}</loc></url>`).join("\n")}
</urlset>
`;
