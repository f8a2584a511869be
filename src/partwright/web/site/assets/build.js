// Bundles styles, scripts and fonts into static/built: `npm run build`. Nothing here is fetched at run time from others.
import { build } from "esbuild";
import { compile } from "sass";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const assets = dirname(fileURLToPath(import.meta.url));
const root = join(assets, "../../../../..");
const built = join(assets, "../static/built");
const fonts = ["inter-latin-wght-normal.woff2", "inter-latin-ext-wght-normal.woff2"];

rmSync(built, { recursive: true, force: true });
mkdirSync(join(built, "fonts"), { recursive: true });

const { css } = compile(join(assets, "styles/site.scss"), {
  style: "compressed",
  loadPaths: [join(root, "node_modules")],
  importers: [{ findFileUrl: (url) => pathToFileURL(join(root, "node_modules", url)) }],
  quietDeps: true,
  // Bootstrap 5.3 is written for the older Sass; its successor is not.
  silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
});
writeFileSync(join(built, "site.css"), css);
for (const font of fonts) copyFileSync(join(root, "node_modules/@fontsource-variable/inter/files", font), join(built, "fonts", font));

await build({
  entryPoints: [join(assets, "scripts/site.js"), join(assets, "scripts/viewer.js")],
  outdir: built,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "linked",
  absWorkingDir: root,
});
