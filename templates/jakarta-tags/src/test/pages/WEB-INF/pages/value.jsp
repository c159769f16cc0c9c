<%@ page contentType="text/html;charset=UTF-8" session="false" %><%@ taglib prefix="t" uri="dev.tallystick.tags" %><t:csrfToken/>
