// The latest issue.

import { document, issues, list } from "../_includes/site.js";

export const data = { layout: null, permalink: "/index.html", eleventyExcludeFromCollections: true };

export const render = ({ collections }) => document("要闻", list(issues(collections)[0].stories));
