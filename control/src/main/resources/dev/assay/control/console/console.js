// Keeps the fleet page as the fleet is. The service tells that something changed; the page then asks for itself and
// takes over what differs. Nothing is ever made from text: the browser parses our own page, in which all is escaped.
"use strict";

const fleet = document.getElementById("fleet");
const live = document.getElementById("live");

if (fleet && live) {
  const say = (state, text) => {
    if (live.dataset.live !== state) {
      live.dataset.live = state;
      live.textContent = text;
    }
  };
  const localTimes = (root) => {
    for (const time of root.querySelectorAll("time")) {
      time.title = time.dateTime;
      time.textContent = new Date(time.dateTime).toLocaleString();
    }
  };

  const takeOver = (page) => {
    const fresh = page.getElementById("fleet");
    if (!fresh) {
      location.assign("/login"); // The session is over.
      return;
    }
    localTimes(fresh);
    for (const open of fleet.querySelectorAll("details[open]")) {
      const same = open.id && fresh.querySelector("#" + CSS.escape(open.id));
      if (same) {
        same.open = true;
      }
    }
    const parts = (root) => Array.from(root.children);
    const old = parts(fleet);
    const next = parts(fresh);
    // Only what differs is replaced, so that focus and selection stay where nothing happened.
    next.forEach((part, i) => {
      if (!old[i]) {
        fleet.append(document.adoptNode(part));
      } else if (!old[i].isEqualNode(part)) {
        const focused = old[i].contains(document.activeElement) && document.activeElement.closest("[id]");
        old[i].replaceWith(document.adoptNode(part));
        if (focused) {
          const again = document.getElementById(focused.id);
          (again?.querySelector("summary") ?? again)?.focus();
        }
      }
    });
    old.slice(next.length).forEach((part) => part.remove());
    say("on", "Live");
  };

  let asking = false;
  let again = false;
  const refresh = () => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    const request = new XMLHttpRequest();
    request.open("GET", "/");
    request.responseType = "document";
    request.onloadend = () => {
      asking = false;
      if (request.status === 200 && request.response) {
        takeOver(request.response);
      }
      if (again) {
        again = false;
        refresh();
      }
    };
    request.send();
  };

  localTimes(document);
  const events = new EventSource("/events");
  events.addEventListener("fleet", refresh);
  events.addEventListener("error", () => {
    say("lost", "Not live: the service does not answer. Trying again…");
    if (events.readyState === EventSource.CLOSED) {
      refresh();
      setTimeout(() => location.reload(), 5000);
    }
  });
}
