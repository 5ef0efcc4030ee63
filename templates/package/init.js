AvMessagingSdk.init({integrationId: '{{ integration_id }}'}).then(function() {
  // Your code after init is complete
});
