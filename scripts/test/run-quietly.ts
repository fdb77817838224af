import { spawn } from "node:child_process";
import { styleText } from "node:util";

/** How a command ended. */
export interface Ended {
  command: string;
  succeeded: boolean;
}

/**
 * Runs a command beside others: what it says is printed in one piece when it has ended, so that nothing is
 * mixed.
 */
function runQuietly(command: string): Promise<Ended> {
  const [program = "", ...args] = command.split(" ");
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, FORCE_COLOR: "1" },
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => output.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => {
      const succeeded = status === 0;
      console.log(styleText(succeeded ? "green" : "red", `${succeeded ? "✓" : "✗"} ${command}`));
      if (!succeeded) process.stdout.write(Buffer.concat(output));
      resolve({ command, succeeded });
    });
  });
}

/** One after the other. */
export async function runInTurn(commands: readonly string[]): Promise<Ended[]> {
  const ended: Ended[] = [];
  for (const command of commands) ended.push(await runQuietly(command));
  return ended;
}
