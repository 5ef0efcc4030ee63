// Cards that scroll: by their arrows, and which of these lead further.

function slides(life) {
  // As they scroll, and as somebody comes near: where all are in sight neither leads anywhere.
  life.on(life.messenger.shadow, 'scroll focusin mouseover', function (event) {
    var body = event.target.closest('.body');
    var arrows = body && body.querySelector('.slides');
    if (!arrows) { return; }
    // By where they are: of what is scrolled from right to left engines tell different numbers.
    var cards = arrows.previousSibling;
    var frame = cards.getBoundingClientRect();
    var first = cards.firstChild.getBoundingClientRect();
    var last = cards.lastChild.getBoundingClientRect();
    [isIn(first), isIn(last)].forEach(function (isEnd, which) {
      arrows.children[which].setAttribute('aria-disabled', isEnd);
    });
    function isIn(card) { return card.left > frame.left - 2 && card.right < frame.right + 2; }
  }, true);
  // The browser brings what has the focus into sight, and the card's edge back.
  life.on(life.messenger.shadow, 'keyup', function (event) {
    var card = event.key === 'Tab' && event.target.closest('.card');
    if (card) {
      var side = getComputedStyle(card).direction === 'rtl' ? 'right' : 'left';
      card.parentNode.scrollBy(card.getBoundingClientRect()[side] - card.parentNode.getBoundingClientRect()[side], 0);
    }
  });
  life.on(life.messenger.shadow, 'click', function (event) {
    var arrow = event.target.closest('.slides > button');
    if (!arrow) { return; }
    var arrows = arrow.parentNode;
    var cards = arrows.previousSibling;
    // In which direction the next one is, the cards say.
    var step = cards.children[1].offsetLeft - cards.firstChild.offsetLeft;
    cards.scrollBy(arrow === arrows.firstChild ? -step : step, 0);
  });
}
