import { readFileSync } from "node:fs";

/** The commands of npx, of pnpm, and of the shell script by which pnpm puts `node` on the PATH. */
const RUNNER = /^(npm |\S*node \S*\/pnpm\S* |\S*sh \S*\/node_modules\/\.bin\/node )/;
const SHELL = /^sh -c /;

/**
 * Makes a check of whether npx or pnpm started this process and has ended since. A signal can end these, and the shells
 * between, while this process gets no signal. The check is always false where the process was started in another way,
 * or where the system has no /proc.
 */
export function createAbandonmentCheck(): () => boolean {
  const runners = findRunners();
  return () => runners.some((runner, index) => listAncestors()[index] !== runner);
}

/** The ids of these processes, from the nearest to the outermost. The process that called the outermost one may end. */
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

/** The second field after the name. The name stands in brackets and may hold any character. */
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
