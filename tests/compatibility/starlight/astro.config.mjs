import starlight from "@astrojs/starlight";
import links from "astro-rehype-relative-markdown-links";
import { defineConfig } from "astro/config";

export default defineConfig({
  trailingSlash: "always",
  markdown: { rehypePlugins: [[links, { collectionBase: false, trailingSlash: "always" }]] },
  integrations: [starlight({ title: "Plans" })],
});
