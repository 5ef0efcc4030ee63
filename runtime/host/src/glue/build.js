// What the runtime calls by name: it stands beside the generated glue, in its scope.

/** What may be loaded into the page, and what may be followed from it; nothing else is set as an address. */
var ADDRESSES = { src: /^(https?:\/\/|data:image\/)/i, href: /^(https?:\/\/|mailto:|tel:|sms:)/i };

/**
 * What `words` has are the words of the interface, and what else each template may name; of the bridge. What `templates` has
 * goes by its name in the place of a template, once the second part is there.
 */
var scene = { words: {}, templates: {} };

function build(template) { return make(template, scene.words); }

/** The same with a list of texts and an object, as JSON. */
function fill(template, values, from) { return make(template, JSON.parse(from), JSON.parse(values)); }

/**
 * Makes elements as a template says, and returns the first (see runtime/src/dom.rs). A template is a constant of ours.
 * What comes from elsewhere, an object and a list of texts, becomes texts and values of attributes. An element with
 * an empty `if` is left out.
 */
function make(template, from, values) {
  var marks = { '.': 'class', ':': 'part', '!': 'data-do' };
  var parents = [];
  var first;
  var last;

  function add(node) {
    last = node;
    first = first || node;
    if (parents[0]) { parents[0].appendChild(node); }
  }

  /** What `$key` stands for, and `$` alone. */
  function valueOf(key) {
    var value = key ? from[key] : values.shift();
    return typeof value === 'string' ? value : '';
  }

  function attribute(text) {
    var at = text.indexOf('=');
    var name = at < 0 ? text : text.slice(0, at);
    var value = at < 0 ? '' : text.slice(at + 1);
    if (value.charAt(0) === '$') {
      value = valueOf(value.slice(1));
      if (name === 'if') { return value || parents[0].removeChild(last); }
      if (!(ADDRESSES[name] || /./).test(value)) { return; }
    }
    last.setAttribute(name, value);
    if (value === '_blank') { last.setAttribute('rel', 'noopener noreferrer'); }
  }

  (scene.templates[template] || template).replace(/\$(\w*)|([.:!]?)([\w-]+)|\[([^\]]*)]|\{([^}]*)}|[()]/g, function (all, key, mark, word, attributes, path) {
    if (all === '(') {
      parents.unshift(last);
    } else if (all === ')') {
      last = parents.shift();
    } else if (key !== undefined) {
      last.textContent = valueOf(key);
    } else if (mark) {
      last.setAttribute(marks[mark], word);
    } else if (word) {
      add(document.createElement(word));
      // One that sends its form says so.
      if (word === 'button') { last.type = word; }
    } else if (path) {
      add(shape('svg'));
      last.setAttribute('viewBox', '0 0 24 24');
      last.setAttribute('aria-hidden', 'true');
      last.appendChild(shape('path')).setAttribute('d', path);
    } else {
      attributes.split(' ').forEach(attribute);
    }
  });
  return first;
}

function setHeight(node, pixels) { node.style.height = pixels + 'px'; }

/**
 * Where something in the timeline ends, in pixels of the timeline's own, from the window's upper edge. A page that is scaled
 * shows it larger than what is scrolled by; a height between two pixels is none of that.
 */
function bottom(node) {
  var frame = node.closest('[part=timeline]');
  var scale = frame.getBoundingClientRect().height / frame.offsetHeight;
  return node.getBoundingClientRect().bottom / (Math.abs(scale - 1) < 0.01 ? 1 : scale);
}

function shape(tag) { return document.createElementNS('http://www.w3.org/2000/svg', tag); }
