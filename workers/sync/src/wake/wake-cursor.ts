import { DurableObject } from "cloudflare:workers";

/** Keeps the position from which the cron goes on at its next tick, in one object for all integrations. */
export class WakeCursor extends DurableObject<Env> {
  /** The position; null for the beginning. */
  read(): string | null {
    return this.ctx.storage.kv.get<string>("position") ?? null;
  }

  write(position: string | null): void {
    if (position === null) this.ctx.storage.kv.delete("position");
    else this.ctx.storage.kv.put("position", position);
  }
}
