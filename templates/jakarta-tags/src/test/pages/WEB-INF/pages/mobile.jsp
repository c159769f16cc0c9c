<%@ page contentType="text/html;charset=UTF-8" session="false" %><%@ taglib prefix="t" uri="dev.tallystick.tags" %>[<t:csrfMeta/>][<t:csrf/>][<t:csrf action="/app/mobile/echo"/>][<t:csrfToken/>]
