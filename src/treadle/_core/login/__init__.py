"""Login by OpenID Connect: settings, sealed cookies, the provider. It knows neither servers nor sessions."""
