// Bundles each component into the package, where a wheel finds it: no CDN, nothing at run time.
import { build } from "esbuild";
import { existsSync } from "node:fs";

const out = "../src/aimsgraph/faces/explorer/static";
const entries = ["workbench", "frame", "graph", "editor"].filter((n) => existsSync(`src/${n}.ts`));
await build({
  entryPoints: entries.map((name) => `src/${name}.ts`),
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "inline",
  charset: "utf8",
  loader: { ".css": "text" },
});
