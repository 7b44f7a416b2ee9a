# A shop whose sessions Rack keeps in Redis, with the middleware of redis-rack as a Rails application has it: RACK_LIFETIME seconds.
#
# Cookie rack.session=<id>; the key is shop:session:2:: and the SHA-256 of the id, the value Ruby's Marshal.
require 'json'
require 'redis-rack'

use Rack::Session::Redis,
    redis_server: 'redis://127.0.0.1:6379/0/shop:session', expire_after: Integer(ENV.fetch('RACK_LIFETIME')), httponly: true

PAGE = ->(words) { "<!doctype html><title>shop</title><p>#{words}</p>\n" }

def answer(request)
  session = request.session
  case request.path
  when '/login'
    return [200, PAGE['Please sign in <form method="post"><input name="user"><input name="password" type="password"></form>']] unless request.post?
    user = request.params['user']
    return [401, PAGE['User or password is wrong']] unless request.params['password'] == "secret-of-#{user}"
    request.session_options[:renew] = true
    session['user'] = user
    session['cart'] = []
    return [303, '', '/']
  when '/logout'
    session.destroy
    return [303, '', '/login']
  end
  return request.path.start_with?('/api') ? [401, '{"error":"not signed in"}'] : [302, '', '/login'] unless session['user']
  session['cart'] += [request.params['item'] || 'lamp'] if request.post?
  return [200, PAGE["Hello #{session['user']}"]] if request.path == '/'
  return [200, JSON.generate(cart: session['cart'])] if request.path.start_with?('/api')
  [200, PAGE["In your cart: #{session['cart'].join(', ')}"]]
end

run lambda { |environment|
  status, text, location = answer(Rack::Request.new(environment))
  headers = { 'Content-Type' => text.start_with?('{') ? 'application/json' : 'text/html; charset=utf-8', 'Content-Length' => text.bytesize.to_s }
  headers['Location'] = location if location
  [status, headers, [text]]
}
