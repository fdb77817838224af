import { styleText } from "node:util";
import { CHECKS } from "./test/checks.ts";
import { runInTurn } from "./test/run-quietly.ts";
import { runVitest } from "./test/run-vitest.ts";

const args = process.argv.slice(2);

// Whoever names files wants their answer in seconds; `check` has the rest.
const [tests, checks] = await Promise.all([runVitest(args), runInTurn(args.length === 0 ? CHECKS : [])]);
const failedChecks = checks.filter(({ succeeded }) => !succeeded);
for (const { command } of failedChecks) console.log(styleText("red", `Failed: ${command}`));
const passed = checks.length - failedChecks.length + tests.passed;
const failed = failedChecks.length + tests.failed;
if (failed > 0) process.exitCode = 1;
console.log(`\n${passed} passed, ${failed} failed`);
