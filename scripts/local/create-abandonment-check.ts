import { readFileSync } from "node:fs";

/** npx, pnpm, and the shell script by which pnpm has `node` on the PATH. */
const RUNNER = /^(npm |\S*node \S*\/pnpm\S* |\S*sh \S*\/node_modules\/\.bin\/node )/;
const SHELL = /^sh -c /;

/**
 * Makes a check of whether npx or pnpm, having started this process, has gone. A signal ends
 * them and the shells between without this process hearing of it. Always false where the
 * process was started in another way, or where the system has no /proc.
 */
export function createAbandonmentCheck(): () => boolean {
  const runners = findRunners();
  return () => runners.some((runner, index) => listAncestors()[index] !== runner);
}

/** From the nearest one up to the outermost; whoever called that is free to go. */
function findRunners(): number[] {
  const ancestors = listAncestors();
  const commands = ancestors.map((pid) => readProc(pid, "cmdline").replaceAll("\0", " "));
  const end = commands.findIndex((command) => !RUNNER.test(command) && !SHELL.test(command));
  const outermost = commands
    .slice(0, end === -1 ? commands.length : end)
    .findLastIndex((command) => RUNNER.test(command));
  return ancestors.slice(0, outermost + 1);
}

function listAncestors(): number[] {
  const ancestors: number[] = [];
  for (let pid = process.ppid; pid > 1; pid = parentOf(pid)) ancestors.push(pid);
  return ancestors;
}

/** The second field after the name, which stands in brackets and may hold anything. */
function parentOf(pid: number): number {
  return Number(readProc(pid, "stat").split(") ").at(-1)?.split(" ")[1] ?? 0);
}

function readProc(pid: number, file: "stat" | "cmdline"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // The process has just ended, or there is no /proc.
    return "";
  }
}
