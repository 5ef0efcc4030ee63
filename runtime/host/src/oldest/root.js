// The root element in the place of its shadow root: what is in it stands in the page itself. It has a style sheet of its
// own, whose rules are all below the root's id, and colours and sizes of the page are written into a few of them.

/** The style sheet in the place of the one that the host links. */
var SHEET = { name: '@@CSS@@', integrity: '@@CSS_INTEGRITY@@' };
/** The rules that ask for what the page may set. */
var RULES = '@@RULES@@';

/** The root that is in the page, and what it was given by custom properties. */
var shadowless = { root: null, sheet: null, style: null, values: {} };

/** Makes the element its own shadow root. */
function attachShadow() {
  var root = this;
  shadowless = { root: root, sheet: null, style: null, values: {} };
  var append = root.appendChild;
  root.host = root;
  root.appendChild = function (node) { return node.nodeName === 'LINK' ? link(root, node) : append.call(root, node); };
  Object.defineProperty(root, 'activeElement', {
    get: function () { return root.contains(document.activeElement) ? document.activeElement : null; }
  });
  keep(root);
  return root;

  function link(root, node) {
    shadowless.sheet = node;
    node.href = node.href.replace(/[^/]*$/, SHEET.name);
    node.integrity = SHEET.integrity;
    // Until then it is hidden by what is stronger than any style sheet.
    node.addEventListener('load', function () { root.style.removeProperty('display'); });
    append.call(root, node);
    paint();
    return node;
  }
}

/** Custom properties of ours are kept, and written into the rules that ask for them. */
function extendStyle(style) {
  var set = style.setProperty;
  style.setProperty = function (name, value, priority) {
    if (name.indexOf('--avmsdk-') !== 0) { return set.call(this, name, value, priority || ''); }
    shadowless.values[name] = value;
    paint();
  };
}

/** A policy that forbids styles of scripts leaves the colours that the style sheet has. */
function paint() {
  var root = shadowless.root;
  var sheet = shadowless.sheet;
  if (!root || !sheet) { return; }
  // Behind the sheet.
  shadowless.style = root.insertBefore(shadowless.style || document.createElement('style'), sheet.nextSibling);
  shadowless.style.textContent = RULES.replace(/var\((--[\w-]+),([^()]*(?:\([^()]*\))?)\)/g, function (all, name, otherwise) {
    return name in shadowless.values ? shadowless.values[name] : otherwise;
  });
}

/** Whoever reads the newest message stays there: what is laid out from its end elsewhere is not here (mended.css). */
function keep(root) {
  var isAtEnd = true;
  function timeline() { return root.querySelector('[part=timeline]'); }
  function follow() {
    var scroller = timeline();
    if (scroller && isAtEnd) { scroller.scrollTop = scroller.scrollHeight; }
  }
  root.addEventListener('scroll', function (event) {
    var scroller = event.target;
    // What does not show is not scrolled.
    if (scroller === timeline() && scroller.clientHeight) {
      isAtEnd = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop < 8;
    }
  }, true);
  // A picture has its size.
  root.addEventListener('load', follow, true);
  window.addEventListener('resize', follow);
  new MutationObserver(follow).observe(root, { attributes: true, childList: true, characterData: true, subtree: true });
}
