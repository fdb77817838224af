import { Buffer } from "node:buffer";

export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(length));
}

export function newKey(bytes = 32): string {
  return Buffer.from(randomBytes(bytes)).toString("base64");
}

export function keyring(current: string, keys: Record<string, string>): string {
  return JSON.stringify({ current, keys });
}
