// Times as people say them, kept true while the page is open.
import { h } from './dom.js';

const clock = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const precise = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' });
const full = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** Milliseconds of what the service calls a time: seconds since the epoch, or ISO text. */
export const millis = time => (typeof time === 'number' ? time * 1000 : Date.parse(time) || 0);

export const clockTime = ms => clock.format(ms);
export const preciseTime = ms => precise.format(ms);
export const fullTime = ms => full.format(ms);
export const dayName = ms => (day.format(ms) === day.format(Date.now()) ? 'Today' : day.format(ms));

function relative(ms) {
  const minutes = Math.floor((Date.now() - ms) / 60000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / 1440)} d`;
}

/** A time that ages. */
export function ago(ms) {
  const at = new Date(ms);
  return h('time', { datetime: at.toISOString(), title: fullTime(ms), 'data-ms': ms }, relative(ms));
}

setInterval(() => {
  for (const time of document.querySelectorAll('time[data-ms]')) time.textContent = relative(Number(time.dataset.ms));
}, 20000);
