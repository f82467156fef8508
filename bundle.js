// Bundles the program that people start, so that a command answers before they notice: loading 500 small files takes longer than most
// commands' work. The library in dist/ stays as the compiler left it.
import crypto from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";

/** What nearly every command loads. Everything else stays where npm puts it. */
const BUNDLED = ["commander", "kysely", "picocolors", "simple-git", "yaml", "zod"];
/** What these are made of. */
const WITHIN = ["@kwsites/file-exists", "@kwsites/promise-deferred", "@simple-git/args-pathspec", "@simple-git/argv-parser", "debug", "ms"];

const isBundled = (id) => /^[./]/.test(id) || [...BUNDLED, ...WITHIN].some((name) => id === name || id.startsWith(`${name}/`));

rmSync("dist/bin", { recursive: true, force: true });
await build({
  input: { main: "dist/app/main.js" },
  platform: "node",
  external: (id) => id !== "node:crypto" && !isBundled(id),
  output: { dir: "dist/bin", format: "esm", chunkFileNames: "[name]-[hash].js" },
  plugins: [{ name: "licenses", generateBundle }, lightCrypto()],
});

/** Importing node:crypto as a module also loads Web Crypto, which nothing here uses and which takes a tenth of a short command's time. */
function lightCrypto() {
  const name = "\0light-crypto";
  const functions = Object.keys(crypto).filter((key) => key !== "webcrypto" && typeof crypto[key] === "function");
  return {
    name: "light-crypto",
    resolveId: { order: "pre", handler: (id) => (id === "node:crypto" ? name : null) },
    load: (id) => (id === name ? `export const { ${functions.join(", ")} } = process.getBuiltinModule("node:crypto");` : null),
  };
}

/** Their licenses ask to come along. */
function generateBundle() {
  const texts = [...BUNDLED, ...WITHIN].map((name) => {
    const folder = join("node_modules", name);
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    return `${name}\n\n${file === undefined ? readFileSync(join(folder, "package.json"), "utf8") : readFileSync(join(folder, file), "utf8")}`;
  });
  this.emitFile({ type: "asset", fileName: "third-party-licenses.txt", source: texts.join(`\n${"-".repeat(80)}\n`) });
}
