import { registerHooks } from "node:module";

/** Folders that bundlers resolve by the `package.json` inside, which Node's own loader refuses. */
const FOLDERS: Readonly<Record<string, string>> = { "jsforce/core": "jsforce/lib/core.js" };

/** Lets Node itself run the Workers' code. Import this first, and the Workers' code dynamically after it. */
registerHooks({
  resolve: (specifier, context, next) => next(FOLDERS[specifier] ?? specifier, context),
});
