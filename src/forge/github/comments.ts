// Comments on GitHub: ours are found by their marker, written once, and edited only when they say something new.
import { YardmasterError } from "../../core/errors.ts";
import { createRecent } from "../../std/recent.ts";
import { createTurns } from "../../std/turns.ts";
import type { CommentPlace, CommentRequest, Forge } from "../forge.ts";
import { isMarked, toMarked } from "../marker.ts";
import type { GithubClient } from "./client.ts";

/** https://docs.github.com/en/graphql/reference/mutations#minimizecomment */
const MINIMIZE = `mutation($id: ID!) {
  minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } }
}`;

const MOST_REMEMBERED = 100;

interface Comment {
  readonly id: number;
  readonly html_url: string;
  readonly body?: string;
  readonly user: { readonly login: string } | null;
  readonly node_id: string;
}

export function createComments(client: GithubClient, login: string): Pick<Forge, "fetchComment" | "putComment" | "hideComment"> {
  const turns = createTurns();
  /** What we wrote last, so that the same words are not written again. */
  const written = createRecent<number, Comment>(MOST_REMEMBERED);

  function load(doing: string, id: number): Promise<Comment | null> {
    return client.read(doing, (octokit, at) => octokit.rest.issues.getComment({ ...at, comment_id: id }), `comment ${id}`);
  }

  function loadAt(doing: string, { thread, id, on }: CommentPlace): Promise<Pick<Comment, "html_url" | "body" | "user"> | null> {
    if (on === "thread") return load(doing, id);
    if (on === "line") return client.read(doing, (octokit, at) => octokit.rest.pulls.getReviewComment({ ...at, comment_id: id }));
    return client.read(doing, (octokit, at) => octokit.rest.pulls.getReview({ ...at, pull_number: thread, review_id: id }));
  }

  function isOurs({ user }: Comment): boolean {
    return user?.login === login;
  }

  /** Among comments of our own: anybody can write a marker. */
  async function find(doing: string, thread: number, marker: string): Promise<Comment | null> {
    const comments = client.readAll<readonly Comment[], Comment>(
      doing,
      (octokit, at) => octokit.rest.issues.listComments({ ...at, issue_number: thread }),
      (page) => page,
    );
    for await (const comment of comments) if (isOurs(comment) && isMarked(comment.body ?? "", marker)) return comment;
    return null;
  }

  async function locate(doing: string, { thread, marker, known }: CommentRequest): Promise<Comment | null> {
    const remembered = known === null ? undefined : written.get(known);
    if (remembered !== undefined) return remembered;
    const there = known === null ? null : await load(doing, known);
    return there !== null && isOurs(there) ? there : find(doing, thread, marker);
  }

  async function put(request: CommentRequest): Promise<Comment> {
    const { thread, marker, isLast = false } = request;
    const doing = `writing a comment of #${thread}`;
    const body = toMarked(request.body, marker);
    // Somebody may have deleted the one we know; another with the marker may stand there, from a crash in the middle.
    for (const look of [() => locate(doing, request), () => find(doing, thread, marker)]) {
      const there = await look();
      if (there === null) break;
      if (there.body === body) return there;
      const edited = await client.write<Comment>(doing, isLast ? "work" : "progress", (octokit, at) =>
        octokit.rest.issues.updateComment({ ...at, comment_id: there.id, body }),
      );
      if (edited !== null) return edited.data;
      written.delete(there.id);
    }
    const made = await client.write<Comment>(doing, "answer", (octokit, at) =>
      octokit.rest.issues.createComment({ ...at, issue_number: thread, body }),
    );
    if (made === null) throw new YardmasterError("forge.refused", `${doing}: the thread is gone`);
    return made.data;
  }

  return {
    async fetchComment(place) {
      const { id } = place;
      const comment = await loadAt(`reading comment ${id}`, place);
      if (comment === null) return null;
      return { id, url: comment.html_url, author: comment.user?.login ?? "ghost", body: comment.body ?? "" };
    },
    async putComment(request) {
      const comment = await turns(`${request.thread} ${request.marker}`, () => put(request));
      written.set(comment.id, comment);
      return { id: comment.id, url: comment.html_url };
    },
    async hideComment(id) {
      const doing = `folding comment ${id}`;
      const comment = await load(doing, id);
      if (comment !== null) await client.mutate(doing, "progress", MINIMIZE, comment.node_id);
    },
  };
}
