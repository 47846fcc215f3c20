// The bare equivalent of a newspaper's site in Eleventy: articles, issues, archive, feed, sitemap.
// bench/contenders.py lays the articles below content/<date>/ and edition.md as its index.md; the
// key `page`, which Eleventy keeps for itself, is called `sheet` there.

export default function (eleventy) {
  eleventy.addCollection("byDate", (api) => {
    const issues = {};
    for (const item of api.getAll()) {
      const date = item.inputPath.split("/").at(-2);
      const stories = (issues[date] ??= []);
      if (item.data.sheet) stories.push(item);
    }
    for (const stories of Object.values(issues))
      stories.sort((a, b) => a.data.sheet - b.data.sheet || a.data.order - b.data.order);
    return issues;
  });
  eleventy.addPassthroughCopy("press.css");
  return { dir: { input: "content", includes: "../_includes" }, markdownTemplateEngine: false };
}
