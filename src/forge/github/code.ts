// Files and branches on GitHub, and where git finds them.
import { YardmasterError } from "../../core/errors.ts";
import type { Forge } from "../forge.ts";
import type { GithubClient } from "./client.ts";

const LARGEST_FILE = 1024 * 1024;

export function createCode(client: GithubClient): Pick<Forge, "fetchFile" | "deleteBranch" | "openRemote"> {
  return {
    async fetchFile(path, commit) {
      // As parts of an address these are no names.
      if (["", ".", ".."].includes(path)) return null;
      const content = await client.read(`reading ${path}`, (octokit, at) => octokit.rest.repos.getContent({ ...at, path, ref: commit }));
      if (content === null || Array.isArray(content) || content.type !== "file" || !("content" in content)) return null;
      // From one megabyte on GitHub leaves the content out and says so.
      return content.size > LARGEST_FILE || content.encoding !== "base64" ? null : Buffer.from(content.content, "base64").toString();
    },
    async deleteBranch(branch, commit) {
      const doing = `deleting the branch ${branch}`;
      const ref = `heads/${branch}`;
      const look = () => client.read(doing, (octokit, at) => octokit.rest.git.getRef({ ...at, ref }));
      const found = await look();
      if (found === null) return true;
      if (found.object.sha !== commit) return false;
      try {
        await client.write(doing, "work", (octokit, at) => octokit.rest.git.deleteRef({ ...at, ref }));
        return true;
      } catch (error) {
        // GitHub refuses to delete what somebody else has deleted meanwhile.
        if (error instanceof YardmasterError && error.code === "forge.refused" && (await look()) === null) return true;
        throw error;
      }
    },
    async openRemote(wasRefused = false) {
      const doing = "opening the remote";
      const { clone_url: url } = await client.repository(doing, true);
      const token = await client.openToken(doing, wasRefused);
      return { url, authorization: `basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}` };
    },
  };
}
