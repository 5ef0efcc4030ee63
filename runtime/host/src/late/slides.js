// Cards that scroll: which of their arrows lead further.

function slides(life) {
  life.on(life.messenger.shadow, 'scroll', function (event) {
    var cards = event.target;
    var arrows = cards.nextSibling;
    if (cards.className !== 'cards' || !arrows || arrows.className !== 'slides') { return; }
    // By where they are: of what is scrolled from right to left engines tell different numbers.
    var frame = cards.getBoundingClientRect();
    var first = cards.firstChild.getBoundingClientRect();
    var last = cards.lastChild.getBoundingClientRect();
    [isIn(first), isIn(last)].forEach(function (isEnd, which) {
      arrows.children[which].setAttribute('aria-disabled', isEnd);
    });
    function isIn(card) { return card.left > frame.left - 2 && card.right < frame.right + 2; }
  }, true);
}
