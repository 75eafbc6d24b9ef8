/*
 * The proof of a job: a list of its letters and the one that is chosen. All
 * that is shown comes from the JSON in the page and goes into it as text,
 * never as markup. The list holds only the rows that can be seen, so that
 * 10,000 letters scroll like ten.
 *
 * From a server (job.served) it can sign letters off: what was looked at and
 * approved is then in the job's record, which it asks for.
 */
"use strict";

const job = JSON.parse(document.getElementById("data").textContent);
const served = job.served ?? null; /* by: who approves, "": asked for */
const letters = job.letters;
const ROW = 58; /* pixels, as in the style */
const OUTLIER = 3; /* standard deviations from the group's mean */
const MOST = Number.MAX_VALUE;

const at = (id) => document.getElementById(id);
const mainList = at("list");

let shown = letters; /* those found, in the order chosen */
let chosen = null;
let drawn = new Map(); /* rows that are in the page, by place */

/* An element with attributes and children; strings become text. */
function make(name, attributes, ...children) {
	const svg = ["svg", "line", "circle"].includes(name);
	const made = svg
		? document.createElementNS("http://www.w3.org/2000/svg", name)
		: document.createElement(name);

	for (const [key, value] of Object.entries(attributes ?? {}))
		if (value !== null && value !== false)
			made.setAttribute(key, value);
	made.append(...children.filter((child) => child !== null));
	return made;
}

const count = (number, one, many) =>
	`${number.toLocaleString("en")} ${number === 1 ? one : many}`;

/* ---- what a letter is like ---- */

function spreadOf(values) {
	const mean = values.reduce((a, b) => a + b, 0) / values.length;
	const squares = values.reduce((a, b) => a + (b - mean) ** 2, 0);

	return values.length ? Math.sqrt(squares / values.length) : 0;
}

/* Moves of different figures are compared by the spread of each. */
const spreads = job.indicators.map((_, i) => spreadOf(letters
	.map((letter) => letter.figures[i]?.number)
	.filter((number) => number !== undefined)));

function moveOf(letter) {
	let most = 0;

	letter.figures.forEach((figure, i) => {
		const by = Math.abs(figure.number - figure.was) || 0;

		if (by > 0)
			most = Math.max(most, by / (spreads[i] || by));
	});
	return most;
}

letters.forEach((letter, order) => {
	letter.order = order;
	letter.text = `${letter.name}\n${letter.key}\n${letter.group}`
		.toLowerCase();
	letter.far = Math.max(0, ...letter.figures.map((figure) =>
		Math.abs(figure.score ?? 0)));
	letter.move = moveOf(letter);
	letter.isChanged = letter.issue > 1;
	letter.isUndefined = letter.figures.some((figure) =>
		figure.state === "undefined");
	letter.isFlagged = letter.notes.length > 0 || letter.far >= OUTLIER;
});

/* ---- what was looked at, in this browser ---- */

const memory = {
	name: `lettermill proof ${job.name}`,
	seen: {}, /* key: digest of the letter that was looked at */
	keeps: true,
	read() {
		try {
			const kept = JSON.parse(localStorage.getItem(this.name));

			if (kept && typeof kept === "object")
				this.seen = kept;
		} catch {
			this.keeps = false;
		}
	},
	has(letter) {
		return letter.sha256 !== "" && (letter.looked === true ||
			(served === null && Object.hasOwn(this.seen,
				letter.key) &&
				this.seen[letter.key] === letter.sha256));
	},
	set(letter, seen) {
		delete this.seen[letter.key];
		if (seen)
			Object.defineProperty(this.seen, letter.key, {
				value: letter.sha256, enumerable: true,
				configurable: true, writable: true});
		try {
			localStorage.setItem(this.name,
				JSON.stringify(this.seen));
		} catch {
			this.keeps = false;
		}
	},
};

/* ---- the record, where there is a server ---- */

const isApproved = (letter) => letter.approval.startsWith("approved");

const record = {
	byName: `lettermill by ${job.name}`, /* who it was the last time */
	by() {
		return served.by || at("by").value.trim();
	},
	/* Nothing is known of a letter that is another one by now. */
	take(states) {
		const known = new Map(states.map((state) => [state[0], state]));

		for (const letter of letters) {
			const state = known.get(letter.key);

			if (state === undefined)
				continue;
			letter.isStale = letter.sha256 !== "" &&
				state[1] !== letter.sha256;
			if (letter.sha256 === "" || letter.isStale)
				continue;
			letter.approval = state[2];
			letter.looked = state[3];
		}
	},
	async ask() {
		try {
			const reply = await fetch("state");

			this.take((await reply.json()).letters);
			this.tell(letters.some((letter) => letter.isStale)
				? "Letters were made again since this page " +
					"was. Load it anew." : "");
		} catch {
			this.tell("The program that served this page has " +
				"ended: nothing can be approved here.", true);
		}
		showState();
	},
	tell(words, isBad = false) {
		at("told").textContent = words;
		at("told").classList.toggle("alarm", isBad);
	},
	/* True once it is in the record. */
	async click(act, letter, because = "") {
		if (this.by() === "") {
			this.tell("Say who you are first.", true);
			at("by").focus();
			return false;
		}
		try {
			const reply = await fetch(act, {method: "POST",
				body: new URLSearchParams({key: letter.key,
					sha256: letter.sha256, by: this.by(),
					because})});
			const said = await reply.json();

			this.take([...said.letters]);
			if (said.letters.length && !letter.isStale)
				letter.events = said.events;
			this.tell(`${letter.name}: ${said.done
				? [letter.approval, said.words]
					.filter((word) => word).join("; ")
				: said.words}`, !said.done);
			showState();
			return said.done;
		} catch {
			this.tell(`${letter.name}: no answer. The program ` +
				"that served this page may have ended.", true);
			return false;
		}
	},
};

/* Of letters whose state has become another. */
function showState() {
	forgetRows();
	showSigning();
	drawMap();
	tellFilters();
}

async function approve() {
	const letter = chosen;

	if (served === null || letter === null || letter.sha256 === "")
		return;
	await record.click("approve", letter);
}

function unapprove() {
	if (served === null || chosen === null || !isApproved(chosen))
		return;
	at("taken-back-name").textContent = chosen.name;
	at("because").value = "";
	at("taken-back").showModal();
}

async function takeBack(event) {
	const letter = chosen;

	event.preventDefault();
	if (at("because").value.trim() === "") {
		at("because").focus();
		return;
	}
	at("taken-back").close();
	await record.click("unapprove", letter, at("because").value);
}

/* ---- filters and orders ---- */

const filters = [
	["all", "All", () => true],
	["flagged", "Flagged", (letter) => letter.isFlagged],
	["changed", "Changed", (letter) => letter.isChanged],
	["undefined", "Undefined", (letter) => letter.isUndefined],
	["longest", "Longest", (letter) => letter.pages > job.usual],
	["new", "Not looked at", (letter) => !memory.has(letter)],
	...served === null ? [] : [
		["open", "Not approved", (letter) => !isApproved(letter) ||
			letter.approval.endsWith("needed")],
	],
];

const down = (value) => (a, b) => value(b) - value(a) || a.order - b.order;
const up = (value) => (a, b) => value(a) - value(b) || a.order - b.order;

const byName = new Intl.Collator("en");

const orders = [
	["Outliers first", down((letter) => letter.far)],
	["Biggest move first", down((letter) => letter.move)],
	["As in the data", up(() => 0)],
	["Name", (a, b) => byName.compare(a.name, b.name) || a.order - b.order],
	["Longest first", down((letter) => letter.pages)],
	...job.indicators.flatMap((indicator, i) => [
		[`${indicator.label}, highest first`,
			down((letter) => letter.figures[i]?.number ?? -MOST)],
		[`${indicator.label}, lowest first`,
			up((letter) => letter.figures[i]?.number ?? MOST)],
	]),
];

function chosenFilter() {
	return document.querySelector("#filters :checked").value;
}

/* Shows what is asked for, and of it the first, or one that is wanted. */
function find(letter) {
	const words = at("search").value.toLowerCase().split(/\s+/);
	const group = at("group").value;
	const [, , wanted] = filters.find(([id]) => id === chosenFilter());

	shown = letters.filter((letter) => wanted(letter) &&
		(group === "" || letter.group === group) &&
		words.every((word) => letter.text.includes(word)));
	shown.sort(orders[at("sort").selectedIndex][1]);
	at("found").textContent = shown.length === 0
		? "No letter is like that."
		: `${count(shown.length, "letter", "letters")}`;
	at("rows").style.height = `${shown.length * ROW}px`;
	mainList.scrollTop = 0;
	forgetRows();
	choose(letter ?? shown[0] ?? null);
}

/* ---- the list ---- */

function marksOf(letter) {
	const marks = [];

	if (isApproved(letter))
		marks.push(make("span", {class: "good"},
			letter.approval.endsWith("needed")
				? "✓ approved by one" : "✓ approved"));
	else if (memory.has(letter))
		marks.push(make("span", {class: "good"}, "✓ looked at"));
	if (letter.isFlagged)
		marks.push(make("span", {class: "alarm"}, "! flagged"));
	if (letter.isChanged)
		marks.push(make("span", {class: "change"}, "changed"));
	return marks.slice(0, 2);
}

function makeRow(letter, place) {
	const figures = letter.figures.map((figure) => figure.now || "–");
	const marks = marksOf(letter);
	const row = make("div", {class: "row", role: "option",
		id: `row-${letter.order}`, "aria-setsize": shown.length,
		"aria-posinset": place + 1,
		"aria-selected": String(letter === chosen)},
		make("span", {class: "who"}, letter.name),
		make("span", {class: "marks"}, marks[0] ?? ""),
		make("span", {class: "soft"},
			figures.join(" · ") || letter.key),
		make("span", {class: "marks"}, marks[1] ?? ""));

	row.style.transform = `translateY(${place * ROW}px)`;
	row.addEventListener("click", () => {
		choose(letter);
		open();
	});
	return row;
}

function forgetRows() {
	at("rows").replaceChildren();
	drawn = new Map();
	drawRows();
}

/* The rows within sight, and a few on either side. */
function drawRows() {
	const first = Math.max(0, Math.floor(mainList.scrollTop / ROW) - 4);
	const last = Math.min(shown.length, first + 8 +
		Math.ceil(mainList.clientHeight / ROW));

	for (const [place, row] of drawn)
		if (place < first || place >= last) {
			row.remove();
			drawn.delete(place);
		}
	for (let place = first; place < last; place++)
		if (!drawn.has(place)) {
			drawn.set(place, makeRow(shown[place], place));
			at("rows").append(drawn.get(place));
		}
}

function reveal(place) {
	const top = place * ROW;

	if (top < mainList.scrollTop)
		mainList.scrollTop = top;
	else if (top + ROW > mainList.scrollTop + mainList.clientHeight)
		mainList.scrollTop = top + ROW - mainList.clientHeight;
}

function choose(letter) {
	chosen = letter;
	if (letter !== null) {
		reveal(shown.indexOf(letter));
		mainList.setAttribute("aria-activedescendant",
			`row-${letter.order}`);
	} else {
		mainList.removeAttribute("aria-activedescendant");
	}
	forgetRows();
	showLetter();
	drawMap();
}

function step(by) {
	const place = shown.indexOf(chosen) + by;

	if (place >= 0 && place < shown.length)
		choose(shown[place]);
}

function nextNew() {
	const place = shown.indexOf(chosen);
	const wanted = shown.find((letter, i) => i > place &&
		!memory.has(letter)) ?? shown.find((l) => !memory.has(l));

	if (wanted !== undefined)
		choose(wanted);
}

/* ---- the chosen letter ---- */

/* Where the letter stands among its group: the higher, the more are there. */
function strip(letter, index) {
	const peers = letters.filter((other) => other.group === letter.group &&
		other.figures[index]?.number !== undefined)
		.map((other) => other.figures[index].number);
	const own = letter.figures[index].number;
	const least = Math.min(...peers), span = Math.max(...peers) - least;
	const x = (value) => (5 + 160 * (value - least) / span).toFixed(0);
	const marks = new Map();
	let most = 1;

	if (own === undefined || peers.length < 3 || span === 0)
		return "";
	for (const peer of peers) {
		marks.set(x(peer), (marks.get(x(peer)) ?? 0) + 1);
		most = Math.max(most, marks.get(x(peer)));
	}
	return make("svg", {class: "strip", viewBox: "0 0 170 26", role: "img",
		"aria-label": `among ${peers.length} of the group`},
		make("line", {class: "axis", x1: 0, x2: 170, y1: 22, y2: 22}),
		...[...marks].map(([mark, number]) => make("line", {x1: mark,
			x2: mark, y1: 18 - 14 * Math.sqrt(number / most),
			y2: 22})),
		make("circle", {cx: x(own), cy: 22, r: 4.5}));
}

function scoreWords(figure) {
	if (figure.score === undefined)
		return "";
	return `${figure.score > 0 ? "+" : "−"}` +
		`${Math.abs(figure.score).toFixed(1)}`;
}

function figureRow(letter, figure, i) {
	const moved = figure.before !== undefined &&
		figure.before !== figure.now;

	return make("tr", {},
		make("th", {scope: "row"}, job.indicators[i].label),
		make("td", {class: "number now"}, figure.now ||
			(figure.state === "undefined" ? "no rate" : "–")),
		letter.isChanged ? make("td", {class: moved
			? "number change" : "number"}, figure.before || "–")
			: null,
		make("td", {class: "number"}, figure.average ?? "–"),
		make("td", {class: Math.abs(figure.score) >= OUTLIER
			? "number alarm" : "number"}, scoreWords(figure)),
		make("td", {}, strip(letter, i)));
}

/* What is wider than the screen is scrolled, by the keys too. */
function table(name, ...children) {
	return make("div", {class: `wide ${name.toLowerCase()}`, tabindex: 0,
		role: "region", "aria-label": name},
		make("table", {}, ...children));
}

function figuresOf(letter) {
	const names = ["Figure", "Now", letter.isChanged ? "Before" : null,
		"Group’s average", "From its mean, SD", "Among its group"];
	const heads = names.filter((name) => name !== null).map((name, i) =>
		make("th", {scope: "col",
			class: i > 0 && !name.startsWith("Among")
				? "number" : null}, name));

	return table("Figures", make("thead", {}, make("tr", {}, ...heads)),
		make("tbody", {}, ...letter.figures.map((figure, i) =>
			figureRow(letter, figure, i))));
}

function changesOf(letter) {
	return table("Changes",
		make("thead", {}, make("tr", {},
			...["What", "Before", "Now"].map((name) =>
				make("th", {scope: "col"}, name)))),
		make("tbody", {}, ...letter.changes.map(([what, old, now]) =>
			make("tr", {}, make("th", {scope: "row"}, what),
				make("td", {}, old), make("td", {}, now)))));
}

function historyOf(letter) {
	return table("History",
		make("thead", {}, make("tr", {},
			...["When", "What", "By whom", "Words"].map((name) =>
				make("th", {scope: "col"}, name)))),
		make("tbody", {}, ...letter.events.map((event) =>
			make("tr", {}, ...event.map((cell, i) =>
				make("td", {}, i === 0
					? cell.replace(/[TZ]/g, " ")
					: cell))))));
}

function notesOf(letter) {
	const notes = letter.notes.map((note) => make("li", {}, note));

	letter.figures.forEach((figure, i) => {
		if (Math.abs(figure.score) >= OUTLIER)
			notes.push(make("li", {},
				`${job.indicators[i].label}: ${figure.now} is ` +
				`${Math.abs(figure.score).toFixed(1)} standard ` +
				"deviations from its group’s mean"));
	});
	return notes.length ? make("ul", {class: "notes"}, ...notes) : null;
}

function picturesOf(letter) {
	const names = Array.from({length: letter.pictures}, (_, i) =>
		`${letter.picture}${i + 1}.png`);

	return make("div", {id: "pictures"}, ...names.map((name, i) =>
		make("a", {href: `${letter.file}#page=${i + 1}`},
			make("img", {src: name, loading: "lazy",
				alt: `Page ${i + 1} of ${letter.pages}`}))));
}

function seenButton(letter) {
	const seen = memory.has(letter);
	const button = make("button", {type: "button", id: "mark",
		"aria-pressed": String(seen),
		disabled: served !== null && seen ? "" : null},
		seen ? "✓ Looked at" : "Mark as looked at");

	button.addEventListener("click", toggle);
	return button;
}

/* What a server can do with a letter; nothing where there is none. */
function signingOf(letter) {
	const sign = make("button", {type: "button", id: "approve"}, "Approve");
	const back = make("button", {type: "button", id: "unapprove"},
		"Take it back …");

	if (served === null || letter.sha256 === "")
		return [];
	sign.addEventListener("click", approve);
	back.addEventListener("click", unapprove);
	return isApproved(letter) ? [sign, back] : [sign];
}

/* Of the chosen letter, in its place. */
function showSigning() {
	const focused = document.activeElement?.id;

	if (chosen === null || at("actions") === null)
		return;
	at("actions").replaceWith(actionsOf(chosen));
	at("history")?.replaceChildren(historyOf(chosen));
	if (["mark", "approve", "unapprove"].includes(focused))
		(at(focused) ?? at("approve"))?.focus();
}

function actionsOf(letter) {
	const back = make("button", {type: "button", id: "back"},
		"‹ All letters");

	back.addEventListener("click", close);
	return make("div", {class: "actions", id: "actions"}, back,
		letter.sha256 ? seenButton(letter) : null,
		...signingOf(letter),
		letter.file ? make("a", {href: letter.file, id: "pdf"},
			"Open the PDF") : null,
		letter.earlier ? make("a", {href: letter.earlier},
			"The issue before") : null,
		make("span", {class: "soft"}, [letter.key, letter.group,
			letter.sha256
				? count(letter.pages, "page", "pages") : "",
			letter.issue > 1 ? `issue ${letter.issue}` : "",
			letter.approval]
			.filter((word) => word !== "").join(" · ")));
}

function showLetter() {
	const letter = chosen;
	const parts = letter === null ? [] : [
		make("h1", {}, letter.name),
		actionsOf(letter),
		notesOf(letter),
		letter.figures.length ? make("h2", {}, "Figures") : null,
		letter.figures.length ? figuresOf(letter) : null,
		letter.changes.length
			? make("h2", {}, "Changed since the issue before")
			: null,
		letter.changes.length ? changesOf(letter) : null,
		letter.pictures ? make("h2", {}, "Pages") : null,
		letter.pictures ? picturesOf(letter) : null,
		letter.pictures && letter.pictures < letter.pages
			? make("p", {class: "soft"}, `${count(letter.pages -
				letter.pictures, "more page is",
				"more pages are")} in the PDF.`) : null,
		letter.events.length ? make("h2", {}, "What happened") : null,
		letter.events.length
			? make("div", {id: "history"}, historyOf(letter)) : null,
	];

	at("letter").replaceChildren(...parts.filter((part) => part !== null));
	at("letter").scrollTop = 0;
}

function toggle() {
	const focused = document.activeElement?.id === "mark";

	if (chosen === null || chosen.sha256 === "")
		return;
	if (served !== null) {
		/* What the record knows it does not forget. */
		if (!memory.has(chosen))
			record.click("looked", chosen);
		return;
	}
	memory.set(chosen, !memory.has(chosen));
	at("mark").replaceWith(seenButton(chosen));
	if (focused)
		at("mark").focus();
	forgetRows();
	drawMap();
	tellFilters();
}

function open() {
	if (chosen === null)
		return;
	document.body.classList.add("open");
	at("letter").focus();
}

function close() {
	document.body.classList.remove("open");
	mainList.focus();
	drawRows();
}

/* ---- the map of what was looked at ---- */

function mapCells() {
	const room = at("map").clientWidth - 32; /* less its padding */
	const width = Math.max(room, 120); /* of one that is not shown yet */
	let size = 14;

	while (size > 3 && Math.ceil(letters.length /
		Math.floor(width / size)) * size > 120)
		size--;
	return {size, across: Math.max(1, Math.floor(width / size))};
}

function drawMap() {
	const canvas = document.querySelector("#map canvas");
	const {size, across} = mapCells();
	const height = Math.ceil(letters.length / across) * size;
	const sharp = window.devicePixelRatio || 1;
	const style = getComputedStyle(document.documentElement);
	const colour = (name) => style.getPropertyValue(name).trim();
	const colours = [colour("--cell"), colour("--good"),
		colour("--alarm"), colour("--ink")];
	const brush = canvas.getContext("2d");
	const seen = letters.filter((letter) => memory.has(letter)).length;

	canvas.width = Math.max(1, across * size * sharp);
	canvas.height = Math.max(1, height * sharp);
	canvas.style.width = `${across * size}px`;
	brush.scale(sharp, sharp);
	letters.forEach((letter, i) => {
		const x = i % across * size, y = Math.floor(i / across) * size;

		brush.fillStyle = memory.has(letter) ? colours[1]
			: letter.isFlagged ? colours[2] : colours[0];
		brush.fillRect(x, y, size - 1, size - 1);
		if (letter === chosen) {
			brush.strokeStyle = colours[3];
			brush.lineWidth = 2;
			brush.strokeRect(x, y, size - 1, size - 1);
		}
	});
	canvas.setAttribute("aria-label",
		`Map of the letters: ${seen} of ${letters.length} looked at`);
	at("seen").textContent = `${seen.toLocaleString("en")} of ` +
		`${letters.length.toLocaleString("en")} looked at` +
		(memory.keeps ? "" : ", which this browser will not keep");
}

function chooseOnMap(event) {
	const canvas = event.currentTarget;
	const {size, across} = mapCells();
	const box = canvas.getBoundingClientRect();
	const letter = letters[Math.floor((event.clientX - box.left) / size) +
		across * Math.floor((event.clientY - box.top) / size)];

	if (letter === undefined)
		return;
	if (!shown.includes(letter)) {
		at("search").value = "";
		at("group").value = "";
		document.querySelector("#filters input").checked = true;
		find(letter);
	} else {
		choose(letter);
	}
}

/* ---- what goes to `lettermill approve` ---- */

function exportKeys() {
	const seen = letters.filter((letter) => memory.has(letter));
	const text = seen.map((letter) => `${letter.key}\n`).join("");

	at("exported-words").textContent = seen.length === 0
		? "Nothing yet: the key a marks a letter as looked at."
		: `${count(seen.length, "key", "keys")} of ${letters.length}, ` +
			"a line each, for lettermill approve: xargs -d '\\n' -a " +
			`looked-at-${job.name}.txt lettermill approve ` +
			"--config FILE";
	at("exported-keys").value = text;
	at("exported").showModal();
	at("exported-keys").select();
}

function saveKeys() {
	const blob = new Blob([at("exported-keys").value],
		{type: "text/plain;charset=utf-8"});
	const link = make("a", {href: URL.createObjectURL(blob),
		download: `looked-at-${job.name}.txt`});

	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/* ---- paper ---- */

/* The letters that are found, to be ticked off with a pen. */
function writeRegister() {
	const heads = ["Key", "Name", ...job.indicators.map((i) => i.label),
		"Pages", "Remarks", "Looked at"];

	at("register").replaceChildren(
		make("caption", {}, at("found").textContent + ", " +
			at("sort").value),
		make("thead", {}, make("tr", {}, ...heads.map((head) =>
			make("th", {scope: "col", class: head === "Pages" ||
				job.indicators.some((i) => i.label === head)
				? "number" : null}, head)))),
		make("tbody", {}, ...shown.map((letter) => make("tr", {},
			make("td", {}, letter.key),
			make("th", {scope: "row"}, letter.name),
			...letter.figures.map((figure) =>
				make("td", {class: "number"}, figure.now || "–")),
			make("td", {class: "number"}, String(letter.pages)),
			make("td", {}, [letter.isFlagged ? "flagged" : "",
				letter.isChanged ? "changed" : ""]
				.filter((word) => word).join(", ")),
			make("td", {}, memory.has(letter) ? "✓" : "")))));
}

/* ---- starting ---- */

function tellFilters() {
	for (const [id, , wanted] of filters)
		at(`count-${id}`).textContent =
			letters.filter(wanted).length.toLocaleString("en");
}

function makeControls() {
	for (const [id, label] of filters)
		at("filters").append(make("label", {}, make("input", {
			type: "radio", name: "filter", value: id,
			checked: id === "all" ? "" : null}), `${label} `,
			make("span", {id: `count-${id}`})));
	for (const [name] of orders)
		at("sort").append(make("option", {}, name));
	at("group").append(make("option", {value: ""}, "all"));
	for (const group of [...new Set(letters.map((l) => l.group))].sort())
		if (group !== "")
			at("group").append(make("option", {value: group},
				group));
	at("group").parentElement.hidden = at("group").length < 3;
	tellFilters();
}

const commands = {
	j: () => step(1),
	k: () => step(-1),
	ArrowDown: (event) => event.target === mainList ? step(1) : true,
	ArrowUp: (event) => event.target === mainList ? step(-1) : true,
	Home: (event) => event.target === mainList && shown.length
		? choose(shown[0]) : true,
	End: (event) => event.target === mainList && shown.length
		? choose(shown.at(-1)) : true,
	Enter: (event) => event.target === mainList ||
		event.target === document.body ? open() : true,
	Escape: () => close(),
	a: () => toggle(),
	A: () => approve(),
	U: () => unapprove(),
	n: () => nextNew(),
	p: () => at("pdf")?.click(),
	"/": () => { close(); at("search").focus(); at("search").select(); },
	"?": () => at("help").showModal(),
};

function onKey(event) {
	const inField = event.target.matches("input[type=search], " +
		"input[type=text], textarea, select") || document.querySelector("dialog[open]") !== null;

	if (event.ctrlKey || event.metaKey || event.altKey)
		return;
	if (inField && document.querySelector("dialog[open]") === null &&
		(event.key === "Escape" || (event.key === "Enter" &&
			event.target.matches("input")))) {
		mainList.focus();
		event.preventDefault();
	}
	if (inField || !Object.hasOwn(commands, event.key))
		return;
	if (commands[event.key](event) !== true)
		event.preventDefault();
}

function listen() {
	at("search").addEventListener("input", () => find());
	for (const control of ["filters", "group", "sort"])
		at(control).addEventListener("change", () => find());
	at("export").addEventListener("click", exportKeys);
	at("exported-save").addEventListener("click", saveKeys);
	at("exported-copy").addEventListener("click", () => {
		at("exported-keys").select();
		navigator.clipboard?.writeText(at("exported-keys").value);
	});
	at("keys").addEventListener("click", commands["?"]);
	mainList.addEventListener("scroll", drawRows, {passive: true});
	document.querySelector("#map canvas")
		.addEventListener("click", chooseOnMap);
	document.addEventListener("keydown", onKey);
	window.addEventListener("resize", () => { drawRows(); drawMap(); });
	window.addEventListener("beforeprint", writeRegister);
	window.addEventListener("afterprint", () =>
		at("register").replaceChildren());
	matchMedia("(prefers-color-scheme: dark)")
		.addEventListener("change", drawMap);
}

/* Only where a server is asked: what it takes, and its keys. */
function beServed() {
	document.body.classList.toggle("served", served !== null);
	if (served === null)
		return;
	at("export").hidden = true;
	at("by").value = served.by || (localStorage.getItem(record.byName) ?? "");
	at("by").readOnly = served.by !== "";
	at("by").addEventListener("change", () =>
		localStorage.setItem(record.byName, record.by()));
	at("taken-back-form").addEventListener("submit", takeBack);
	at("taken-back-not").addEventListener("click", () =>
		at("taken-back").close());
	window.addEventListener("focus", () => record.ask());
	record.ask();
}

memory.read();
makeControls();
at("summary").textContent = [
	count(letters.length, "letter", "letters"),
	count(letters.reduce((sum, l) => sum + l.pages, 0), "page", "pages"),
	`${letters.filter((l) => l.isChanged).length} changed`,
	`${letters.filter((l) => l.isFlagged).length} flagged`].join(" · ");
listen();
find();
beServed();
