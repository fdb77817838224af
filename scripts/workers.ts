/**
 * The Workers, in the order in which their paths are tried at the one origin that they share.
 * A probe is a GET request, with the status that a running Worker answers.
 */
export const WORKERS = [
  { name: "ingest", binding: "INGEST", path: "/webhooks/", probe: { path: "/webhooks/", status: 404 } },
  { name: "sync", binding: "SYNC", path: "/oauth/", probe: { path: "/oauth/", status: 404 } },
  { name: "consumer", binding: "CONSUMER", path: "/", probe: { path: "/health", status: 200 } },
] as const;

export type WorkerBinding = (typeof WORKERS)[number]["binding"];

/** A cron trigger of a Worker. */
export interface Schedule {
  binding: WorkerBinding;
  cron: string;
}
