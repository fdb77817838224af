import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TestCounts {
  passed: number;
  failed: number;
}

/**
 * Runs tests, and shows how they go.
 *
 * @param args as vitest takes them: files, parts of paths, `-t "…"`; none for all tests
 */
export async function runVitest(args: readonly string[]): Promise<TestCounts> {
  const directory = mkdtempSync(join(tmpdir(), "coccinelle-test-"));
  const reportFile = join(directory, "vitest.json");
  try {
    const status = await run([
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${reportFile}`,
      ...args,
    ]);
    const { numPassedTests, numFailedTests } = readReport(reportFile);
    // A file that cannot be loaded fails the run without failing a test.
    return { passed: numPassedTests, failed: Math.max(numFailedTests, status === 0 ? 0 : 1) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function run(args: readonly string[]): Promise<number | null> {
  const child = spawn("vitest", args, { stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
}

/** Nothing is counted where vitest ended before it could report. */
function readReport(file: string): { numPassedTests: number; numFailedTests: number } {
  if (!existsSync(file)) return { numPassedTests: 0, numFailedTests: 0 };
  return JSON.parse(readFileSync(file, "utf8"));
}
