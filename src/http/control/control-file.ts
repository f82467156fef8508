// What stands in `control.json`.
import { z } from "zod";

export const ControlFile = z.object({
  port: z.int().min(1).max(65_535),
  token: z.string().min(1),
  server: z.object({
    host: z.string(),
    pid: z.int(),
    startTicks: z.number().nullable(),
    bootId: z.string().nullable(),
    pidNamespace: z.string().nullable(),
  }),
});
