import { type Schedule, WORKERS, type WorkerBinding } from "../workers.ts";
import { isCronDue } from "./is-cron-due.ts";

/** A service binding, with the method that the flag `service_binding_extra_handlers` adds. */
interface LocalWorker extends Pick<Fetcher, "fetch"> {
  scheduled(event: { cron: string; scheduledTime: Date }): Promise<{ outcome: string }>;
}

type GatewayEnv = Record<WorkerBinding, LocalWorker> & {
  /** `Schedule[]` as JSON. */
  SCHEDULES: string;
};

export default {
  /** Passes the request on unchanged, because the sender of a webhook signs its URL. */
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const owner = WORKERS.find(({ path }) => pathname.startsWith(path));
    return owner === undefined ? new Response(null, { status: 404 }) : env[owner.binding].fetch(request);
  },

  /** Runs the crons that are due in the minute. */
  async scheduled({ scheduledTime }, env) {
    const time = new Date(scheduledTime);
    const schedules: Schedule[] = JSON.parse(env.SCHEDULES);
    for (const { binding, cron } of schedules.filter((schedule) => isCronDue(schedule.cron, time))) {
      const { outcome } = await env[binding].scheduled({ cron, scheduledTime: time });
      if (outcome !== "ok") {
        console.error(JSON.stringify({ level: "error", event: "cron_failed", binding, cron, outcome }));
      }
    }
  },
} satisfies ExportedHandler<GatewayEnv>;
