// Bundles the editor of the SPARQL page into `lod/web/static/made/`, with the licences of all that is in it.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const made = join(here, "..", "static", "made");

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["sparql.js"],
  outdir: made,
  bundle: true,
  minify: true,
  format: "esm",
  // what knows sheets that are constructed, see look.js
  target: ["chrome99", "firefox101", "safari16.4"],
  legalComments: "none",
  charset: "utf8",
  metafile: true,
  logLevel: "warning",
});

const packages = new Set(
  Object.keys(metafile.inputs).flatMap((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1] ?? []),
);
await writeFile(join(made, "licences.txt"), (await Promise.all([...packages].sort().map(licence))).join("\n\n"));

// A licence of this kind must go with every copy, also with one that is packed.
async function licence(name) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name}: no licence in its package`);
  return `${name} ${version} (${license})\n\n${(await readFile(join(folder, file), "utf8")).trim()}\n`;
}
