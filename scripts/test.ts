import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";

const directory = mkdtempSync(join(tmpdir(), "coccinelle-test-"));
const reportFile = join(directory, "vitest.json");

const typeChecks = globSync(["tsconfig.json", "{workers,test/workers}/*/tsconfig.json"]).toSorted();
const checks = [
  "node scripts/types.ts --check",
  ...typeChecks.map((file) => `tsc -p ${file}`),
  "biome check --error-on-warnings",
];
const tests = `vitest run --reporter=default --reporter=json --outputFile.json=${reportFile}`;

const failedChecks = checks.filter((check) => !succeeds(check));
const testsSucceed = succeeds(tests);
const report = readReport();
rmSync(directory, { recursive: true });

for (const check of failedChecks) console.log(styleText("red", `Failed: ${check}`));
// A file that cannot be loaded fails the run without failing a test.
const failedTests = Math.max(report.numFailedTests, testsSucceed ? 0 : 1);
const passed = checks.length - failedChecks.length + report.numPassedTests;
const failed = failedChecks.length + failedTests;
if (failed > 0) process.exitCode = 1;
console.log(`\n${passed} passed, ${failed} failed`);

function succeeds(command: string): boolean {
  console.log(styleText("bold", `\n$ ${command}`));
  const [program = "", ...args] = command.split(" ");
  const { status, error } = spawnSync(program, args, { stdio: "inherit" });
  if (error !== undefined) throw error;
  return status === 0;
}

/** Nothing is counted where vitest ended before it could report. */
function readReport(): { numPassedTests: number; numFailedTests: number } {
  if (!existsSync(reportFile)) return { numPassedTests: 0, numFailedTests: 0 };
  return JSON.parse(readFileSync(reportFile, "utf8"));
}
