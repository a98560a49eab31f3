export default {
  title: "Plans",
  url: "https://plans.example.com",
  baseUrl: "/",
  onBrokenLinks: "throw",
  onBrokenAnchors: "ignore", // it knows no anchors but those of headings
  markdown: { mermaid: true, hooks: { onBrokenMarkdownLinks: "throw", onBrokenMarkdownImages: "throw" } },
  themes: ["@docusaurus/theme-mermaid"],
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false }]],
};
