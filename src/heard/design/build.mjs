// Builds what the browser gets from node_modules and assets/: run by `make setup`, never committed.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "..", "..", "node_modules");
const nhsuk = join(modules, "nhsuk-frontend", "dist", "nhsuk");
const out = join(here, "static", "built");

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "nhsuk"), { recursive: true });
const css = sass.compile(join(here, "assets", "heard.scss"), { style: "compressed", loadPaths: [modules], quietDeps: true });
writeFileSync(join(out, "heard.css"), css.css);
// A sourceMappingURL to a file that is not there stops hashed file names from being made.
const script = readFileSync(join(nhsuk, "nhsuk-frontend.min.js"), "utf8").replace(/\/\/# sourceMappingURL=.*\s*$/m, "");
writeFileSync(join(out, "nhsuk-frontend.min.js"), script);
cpSync(join(nhsuk, "assets"), join(out, "nhsuk"), { recursive: true });
for (const name of ["heard.js", "tell.js", "heard.svg"]) cpSync(join(here, "assets", name), join(out, name));
