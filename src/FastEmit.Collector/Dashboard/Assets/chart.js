// Lines over the last minute, and over up to five when there is that much, on a canvas.

import { make } from "./dom.js";

const maxSpanMs = 300_000;
const minute = 60_000;
const left = 50;
const bottom = 20;
const top = 8;
const right = 8;

/** A round number at or above a value: 1, 2, 2.5 or 5 times a power of ten. */
function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step >= value * 0.999);
}

export class Chart {
  #points = [];
  #now = 0;
  #pointer = null;
  #isDue = false;
  #span = minute;

  /** @param series [{ key, color (a CSS variable), name, fill }] @param format a value as text @param least the smallest top of the scale */
  constructor(canvas, series, format, least) {
    this.canvas = canvas;
    this.tip = canvas.nextElementSibling;
    this.series = series;
    this.format = format;
    this.least = least;
    new ResizeObserver(() => this.redraw()).observe(canvas);
    canvas.addEventListener("pointermove", (event) => this.#point(event.offsetX));
    canvas.addEventListener("pointerleave", () => this.#point(null));
  }

  /** Replaces everything: [{ t, … }], the oldest first. */
  set(points) {
    this.#points = points;
    this.#now = points.at(-1)?.t ?? Date.now();
    this.redraw();
  }

  /** Adds a point at the end. */
  add(point) {
    this.#points.push(point);
    this.#now = point.t;
    while (this.#points.length && this.#points[0].t < this.#now - maxSpanMs - 2000) {
      this.#points.shift();
    }

    this.redraw();
  }

  /** Draws with the next frame. */
  redraw() {
    if (!this.#isDue) {
      this.#isDue = true;
      requestAnimationFrame(() => {
        this.#isDue = false;
        this.#draw();
      });
    }
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height) {
      return;
    }

    const scale = devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * scale) || this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = Math.round(height * scale);
    }

    const recorded = this.#now - (this.#points[0]?.t ?? this.#now);
    this.#span = Math.min(maxSpanMs, Math.max(1, Math.ceil((recorded - 2000) / minute)) * minute);
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue(name).trim();
    const context = this.canvas.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    const highest = Math.max(this.least, ...this.#points.flatMap((point) => this.series.map(({ key }) => point[key] ?? 0)));
    const peak = ceiling(highest);
    this.x = (t) => left + ((t - (this.#now - this.#span)) / this.#span) * (width - left - right);
    const y = (value) => top + (1 - value / peak) * (height - top - bottom);
    this.#drawGrid(context, width, height, peak, y, color);
    for (const series of this.series) {
      this.#drawSeries(context, series, y, height, color(series.color));
    }

    this.#drawPointer(context, height, y, color);
  }

  #drawGrid(context, width, height, peak, y, color) {
    context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
    context.fillStyle = color("--faint");
    context.strokeStyle = color("--line");
    context.lineWidth = 1;
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (let i = 0; i <= 4; i++) {
      const value = (peak * i) / 4;
      const at = Math.round(y(value)) + 0.5;
      context.beginPath();
      context.moveTo(left, at);
      context.lineTo(width - right, at);
      context.stroke();
      if (i % 2 === 0) {
        context.fillText(this.format(value), left - 8, at);
      }
    }

    context.textBaseline = "alphabetic";
    const step = this.#span === minute ? 15_000 : minute;
    for (let ago = 0; ago <= this.#span; ago += step) {
      context.textAlign = ago === 0 ? "right" : "center";
      const label = ago === 0 ? "now" : ago % minute ? `−${ago / 1000} s` : `−${ago / minute} m`;
      context.fillText(label, ago === this.#span ? left + 8 : this.x(this.#now - ago), height - 5);
    }
  }

  #drawSeries(context, { key, fill }, y, height, stroke) {
    context.strokeStyle = stroke;
    context.lineWidth = 1.6;
    context.lineJoin = "round";
    for (const run of this.#runs(key)) {
      context.beginPath();
      run.forEach((point, i) => (i === 0 ? context.moveTo(this.x(point.t), y(point[key])) : context.lineTo(this.x(point.t), y(point[key]))));
      if (run.length === 1) {
        context.arc(this.x(run[0].t), y(run[0][key]), 1, 0, 7);
      }

      context.stroke();
      if (fill) {
        const gradient = context.createLinearGradient(0, top, 0, height - bottom);
        gradient.addColorStop(0, `color-mix(in srgb, ${stroke} 30%, transparent)`);
        gradient.addColorStop(1, `color-mix(in srgb, ${stroke} 2%, transparent)`);
        context.lineTo(this.x(run.at(-1).t), height - bottom);
        context.lineTo(this.x(run[0].t), height - bottom);
        context.fillStyle = gradient;
        context.fill();
      }
    }
  }

  /** The stretches in which the series has values. */
  #runs(key) {
    const runs = [];
    let run = null;
    for (const point of this.#points) {
      if (point[key] === null || point[key] === undefined || point.t < this.#now - this.#span) {
        run = null;
      } else if (run && point.t - run.at(-1).t < 5000) {
        run.push(point);
      } else {
        runs.push((run = [point]));
      }
    }

    return runs;
  }

  #point(x) {
    this.#pointer = x;
    this.redraw();
  }

  #drawPointer(context, height, y, color) {
    const point = this.#pointer === null ? null : this.#nearest();
    this.tip.hidden = !point;
    if (!point) {
      return;
    }

    const at = Math.round(this.x(point.t)) + 0.5;
    context.strokeStyle = color("--line-strong");
    context.beginPath();
    context.moveTo(at, top);
    context.lineTo(at, height - bottom);
    context.stroke();
    const seconds = Math.round((this.#now - point.t) / 1000);
    this.tip.replaceChildren(make("span", "", seconds < 1 ? "now" : `${seconds} s ago`));
    for (const series of this.series) {
      if (point[series.key] !== null && point[series.key] !== undefined) {
        context.fillStyle = color(series.color);
        context.beginPath();
        context.arc(at, y(point[series.key]), 3, 0, 7);
        context.fill();
        this.tip.append(make("br"), make("b", "", this.format(point[series.key])), make("span", "", ` ${series.name}`));
      }
    }

    const isRight = at > this.canvas.clientWidth / 2;
    this.tip.style.left = isRight ? "auto" : `${at + 20}px`;
    this.tip.style.right = isRight ? `${this.canvas.clientWidth - at + 20}px` : "auto";
  }

  #nearest() {
    let nearest = null;
    for (const point of this.#points) {
      if (point.t >= this.#now - this.#span && (!nearest || Math.abs(this.x(point.t) - this.#pointer) < Math.abs(this.x(nearest.t) - this.#pointer))) {
        nearest = point;
      }
    }

    return nearest;
  }
}
