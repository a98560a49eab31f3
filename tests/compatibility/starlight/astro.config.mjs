import starlight from "@astrojs/starlight";
import links from "astro-rehype-relative-markdown-links";
import { defineConfig } from "astro/config";

export default defineConfig({
  trailingSlash: "always",
  markdown: {
    rehypePlugins: [[links, { collectionBase: false, trailingSlash: "always" }]],
    smartypants: false, // or quotes and dashes are others than what is written
  },
  integrations: [starlight({ title: "Plans" })],
});
