// Cards that scroll: which of their arrows lead further.

function slides(life) {
  life.on(life.messenger.shadow, 'scroll', function (event) {
    var cards = event.target;
    if (cards.className !== 'cards' || !cards.nextSibling) { return; }
    var room = cards.scrollWidth - cards.clientWidth;
    // From right to left it is less than nothing.
    var at = Math.abs(cards.scrollLeft);
    [at < 2, at > room - 2].forEach(function (isEnd, which) {
      cards.nextSibling.children[which].setAttribute('aria-disabled', isEnd);
    });
  }, true);
}
