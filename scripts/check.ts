import { CHECKS, FIXES } from "./test/checks.ts";
import { runInTurn } from "./test/run-quietly.ts";

/** Types, lint and format alone; with --fix, mends what of these can be mended by itself. */
const ended = await runInTurn(process.argv.includes("--fix") ? FIXES : CHECKS);
if (ended.some(({ succeeded }) => !succeeded)) process.exitCode = 1;
