// ExecutionProfile: how far a command is confined. Whether this machine can do it is not asked here.
import { wholeNumber } from "../words.ts";
import { defineKind } from "./kind-entry.ts";
import { anyText, list, optional, section, word } from "./section.ts";

const ExecutionProfileSpec = section(
  {
    mode: optional(
      word(["host", "sandbox"]),
      "`host` runs commands unconfined. An unknown word is an error, never unconfined by accident.",
      "host",
    ),
    fs_mode: optional(word(["inherit", "workspace_readonly", "workspace_rw_scoped"]), "What of the file system can be written.", "inherit"),
    writable_paths: optional(
      list(anyText()),
      "Paths that can be written; `~` and `$VAR` are expanded, relative ones begin in the root.",
      [],
    ),
    readable_paths: optional(list(anyText()), "Further paths that can be read; written like `writable_paths`.", []),
    network_mode: optional(word(["inherit", "deny", "allowlist"]), "What of the network can be reached.", "inherit"),
    network_allowlist: optional(
      list(anyText()),
      "Hosts and addresses that can be reached, each with an optional `:port`; an IPv6 address with a port stands in brackets.",
      [],
    ),
    max_memory_mb: optional(wholeNumber(1), "The most memory, in MiB."),
    max_cpu_seconds: optional(wholeNumber(1), "The most processor time, in seconds."),
    max_processes: optional(wholeNumber(1), "The most processes."),
    max_open_files: optional(wholeNumber(1), "The most open files."),
  },
  { unknownKeys: "error" },
);

const HOST =
  /^(?:\[[0-9A-Fa-f:.]+\](?::\d{1,5})?|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?)$/;

export const ExecutionProfile = defineKind({
  kind: "ExecutionProfile",
  summary: "How far the commands of a step are confined.",
  spec: ExecutionProfileSpec,
  check(spec, _name, tell) {
    const { mode = "host", network_mode, network_allowlist, ...fields } = spec;
    const sandboxed = { network_mode, network_allowlist, ...fields };
    for (const [field, value] of Object.entries(sandboxed)) {
      const changesNothing = value === undefined || value === "inherit" || (Array.isArray(value) && value.length === 0);
      if (mode === "host" && !changesNothing) tell.error([field], `executionprofile.spec.${field} is only valid when mode=sandbox`);
    }
    if (network_mode === "allowlist" && (network_allowlist ?? []).length === 0) {
      tell.error(["network_allowlist"], "executionprofile.spec.network_allowlist cannot be empty when network_mode=allowlist");
    }
    if (network_mode !== undefined && network_mode !== "allowlist" && (network_allowlist ?? []).length > 0) {
      tell.error(["network_allowlist"], "executionprofile.spec.network_allowlist is only valid when network_mode=allowlist");
    }
    for (const [index, entry] of (network_allowlist ?? []).entries()) {
      if (entry === undefined || HOST.test(entry)) continue;
      const message = `executionprofile.spec.network_allowlist entry '${entry}' is not a host or an address`;
      tell.error(["network_allowlist", index], message, "write a name or an IP, with :port if need be; no scheme, path or wildcard");
    }
  },
});
