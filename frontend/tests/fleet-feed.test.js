import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { on } from "../lib/events.js";
import { FleetFeed } from "../lib/fleet-feed.js";

/** The browser's end of a line, with the front's part played by the test. */
class Source {
  static all = [];
  closed = false;

  constructor(url) {
    this.url = url;
    Source.all.push(this);
  }

  close() {
    this.closed = true;
  }
}

test("the feed tells what comes, says when the front is away, and comes back", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const feed = new FleetFeed("/lobby/events", Source);
  const events = [];
  for (const type of ["fleet", "line"]) on(feed, type, (detail) => events.push(detail));
  feed.open();
  Source.all[0].onmessage({ data: '{"nodes":[],"rooms":[]}' });
  Source.all[0].onerror();
  assert.deepEqual(events, ["live", { nodes: [], rooms: [] }, "away"]);
  assert.ok(Source.all[0].closed);
  assert.equal(Source.all.length, 1, "not at once");
  mock.timers.tick(500);
  assert.equal(Source.all.length, 2);
  Source.all[1].onerror();
  mock.timers.tick(500);
  assert.equal(Source.all.length, 2, "ever more slowly");
  mock.timers.tick(1_500);
  assert.equal(Source.all.length, 3);
  Source.all[2].onmessage({ data: '{"nodes":[],"rooms":[]}' });
  assert.equal(events.at(-2), "live");
  mock.timers.reset();
});
