// All issues.

import { document, issues } from "../_includes/site.js";

export const data = { layout: null, permalink: "/archive/index.html", eleventyExcludeFromCollections: true };

export const render = ({ collections }) =>
  document(
    "往期",
    `<ol>
${issues(collections).map(({ date }) => `<li><a href="/${date}/">${date}</a></li>`).join("\n")}
</ol>`,
  );
