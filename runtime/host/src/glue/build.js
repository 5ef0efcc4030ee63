// What the runtime calls by name: it stands beside the generated glue, in its scope.

/** What may be loaded into the page, and what may be followed from it; nothing else is set as an address. */
var ADDRESSES = { src: /^(https?:\/\/|data:image\/)/i, href: /^(https?:\/\/|mailto:|tel:|sms:)/i };

function build(template) { return fill(template, '[]', '{}'); }

/**
 * Makes elements as a template says, and returns the first (see runtime/src/dom.rs). A template is a constant of the
 * runtime. What comes from elsewhere, a list of texts and an object as JSON, becomes texts and values of attributes.
 */
function fill(template, values, from) {
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
      if (!(ADDRESSES[name] || /./).test(value)) { return; }
    }
    last.setAttribute(name, value);
    if (value === '_blank') { last.setAttribute('rel', 'noopener noreferrer'); }
  }

  values = JSON.parse(values);
  from = JSON.parse(from);
  template.replace(/\$(\w*)|([.:!]?)([\w-]+)|\[([^\]]*)]|\{([^}]*)}|[()]/g, function (all, key, mark, word, attributes, path) {
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

function shape(tag) { return document.createElementNS('http://www.w3.org/2000/svg', tag); }
